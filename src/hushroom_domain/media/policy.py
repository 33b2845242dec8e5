"""The numbers of rooms."""

from datetime import timedelta

MAX_PARTICIPANTS = 2
EMPTY_TIMEOUT_SECONDS = 600
TOKEN_LIFETIME = timedelta(minutes=5)
"""Time to connect. The media server gives those who are connected fresh tokens of its own, so nobody drops out."""
SWEPT_AT_ONCE = 200
