"""The limits and numbers of availability."""

from datetime import date, timedelta

from hushroom_domain.shared.limits import Days, Items

SLOTS = Items(max=200)
MAX_BLOCKS = 500
OVERLAP_HORIZON = timedelta(days=366)
"""How far ahead weekly slots are compared: sessions are booked up to a year ahead."""
OVERRUN = timedelta(hours=1)
"""How long after its planned end a session that starts at once still holds its seat in the plan."""
DATES = Days(first=date(1900, 1, 1), last=date(2999, 12, 31))
"""The dates that slots and blocks may have; near the ends of the calendar no zone can tell their moments."""
