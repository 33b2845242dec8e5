"""The limits and numbers of availability."""

from datetime import date, timedelta

from hushroom_domain.shared.limits import Days, Items

SLOTS = Items(max=200)
MAX_BLOCKS = 500
OVERLAP_HORIZON = timedelta(days=366)
"""Time ahead in which weekly slots are compared, because sessions are booked up to a year ahead."""
OVERRUN = timedelta(hours=1)
"""Time after its planned end for which a session that starts at once keeps its seat."""
DATES = Days(first=date(1900, 1, 1), last=date(2999, 12, 31))
"""The dates of slots and blocks; dates near the ends of the calendar have no moments in some time zones."""
