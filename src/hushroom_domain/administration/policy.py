"""The limits and numbers of administration."""

from datetime import timedelta

from hushroom_domain.shared.limits import Characters

SEARCHED_USER = Characters(max=200)
MONEY_ASKED_EVERY = timedelta(days=1)
"""Time between two looks at the open money of an account that is to be erased."""
EXPORT_SLICE = 100
"""The maximum of rows of an export that are in memory at the same time."""
