"""The texts of the rules of notifications."""

DROPPED = "Dropped: too many letters of this kind in a short time"
"""The stored refusal of an email that exceeded the quota of its receiver."""
