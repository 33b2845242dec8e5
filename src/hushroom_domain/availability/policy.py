"""The numbers of availability."""

from datetime import timedelta

MAX_SLOTS = 200
MAX_BLOCKS = 500
OVERLAP_HORIZON = timedelta(days=366)
"""How far ahead weekly slots are compared: sessions are booked up to a year ahead."""
OVERRUN = timedelta(hours=1)
"""How long after its planned end a session that starts at once still holds its seat in the plan."""
