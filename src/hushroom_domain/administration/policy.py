"""The limits and numbers of administration."""

from hushroom_domain.shared.limits import Characters

SEARCHED_USER = Characters(max=200)
EXPORT_SLICE = 100
"""How many rows of an export are in memory at a time."""
