"""The numbers and limits of rooms."""

from datetime import timedelta

MAX_PARTICIPANTS = 2
EMPTY_TIMEOUT_SECONDS = 600
TOKEN_LIFETIME = timedelta(minutes=5)
"""Time in which a token connects a participant; afterwards the media server renews it by itself."""
SWEPT_AT_ONCE = 200
