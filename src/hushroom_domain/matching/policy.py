"""The weights and limits of matching."""

from datetime import timedelta

from hushroom_domain.shared.limits import Amount
from hushroom_domain.shared.money import Money

GOAL_WEIGHT = 35
REPUTATION_WEIGHT = 30
FAIRNESS_WEIGHT = 20
PRICE_WEIGHT = 15
"""The weights of the factors in percent; their sum is 100."""

UNKNOWN = 0.5
"""The value of a factor without data to compare."""

MAX_UNPAID_MATCHES = 3
"""The maximum of unpaid matches of one seeker, because each of them holds a seat."""
FAIRNESS_WINDOW = timedelta(days=7)
RESULT_LIFETIME = timedelta(minutes=30)
MAX_RESULTS = 20
CALENDAR_PAGES = 3
"""The maximum of pages of `MAX_RESULTS` calendars that one request reads to fill its list."""
PRICE = Amount(max=Money(200_00))
"""The budget of a seeker for one hour."""
