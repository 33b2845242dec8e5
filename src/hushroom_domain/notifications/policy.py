"""The words of notifications' rules."""

DROPPED = "Dropped: too many letters of this kind in a short time"
"""Kept as the refusal of a letter that the quota of its receiver did not allow."""
