"""The numbers of administration."""

EXPORT_SLICE = 100
"""How many rows of an export are in memory at a time."""
