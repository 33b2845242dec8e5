"""The weights and limits of matching."""

from datetime import timedelta

from hushroom_domain.shared.limits import Amount
from hushroom_domain.shared.money import Money

GOAL_WEIGHT = 35
REPUTATION_WEIGHT = 30
FAIRNESS_WEIGHT = 20
PRICE_WEIGHT = 15
"""The weights in percent; together 100."""

UNKNOWN = 0.5
"""The factor when there is nothing to compare."""

MAX_UNPAID_MATCHES = 3
"""How many matches one person may have that are not paid yet: each of them holds a seat."""
FAIRNESS_WINDOW = timedelta(days=7)
RESULT_LIFETIME = timedelta(minutes=30)
MAX_CANDIDATES = 1_000
"""How many companions one request scores at most: those online first, then by reputation."""
MAX_RESULTS = 20
CALENDAR_PAGES = 3
"""How many pages of `MAX_RESULTS` calendars are looked at before giving up on filling the list."""
PRICE = Amount(max=Money(200_00))
"""The budget of a seeker for one hour."""
