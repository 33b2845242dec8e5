"""The numbers of moderation."""

from datetime import timedelta

HOLD_AT_REPORTERS = 3
"""So many different people with pending reports put a user on hold until somebody has looked."""
REPORT_WINDOW = timedelta(days=30)
REASON_MAX_LENGTH = 100
DESCRIPTION_MAX_LENGTH = 5_000
NOTES_MAX_LENGTH = 5_000
