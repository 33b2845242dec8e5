"""The numbers of rooms."""

from datetime import timedelta

MAX_PARTICIPANTS = 2
EMPTY_TIMEOUT_SECONDS = 600
TOKEN_LIFETIME = timedelta(hours=5)
"""Longer than the longest run of a session, so that nobody drops out in the middle."""
