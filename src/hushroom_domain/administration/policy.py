"""The limits and numbers of administration."""

from hushroom_domain.shared.limits import Characters

SEARCHED_USER = Characters(max=200)
EXPORT_SLICE = 100
"""The maximum of rows of an export that are in memory at the same time."""
