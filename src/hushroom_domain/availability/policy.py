"""The numbers of availability."""

from datetime import timedelta

MAX_SLOTS = 200
MAX_BLOCKS = 500
OVERRUN = timedelta(hours=1)
"""How long after its planned end a session that starts at once still holds its seat in the plan."""
