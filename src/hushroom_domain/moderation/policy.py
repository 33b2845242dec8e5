"""The limits and numbers of moderation."""

from datetime import timedelta
from enum import StrEnum

from hushroom_domain.payments.state_machine import HELD_OR_PAID
from hushroom_domain.shared.limits import Range
from hushroom_domain.shared.text import Text

HOLD_AT_REPORTERS = 3
"""The number of different reporters with pending reports that suspends a user until an administrator decides."""
REPORT_WINDOW = timedelta(days=30)
REPORT_REASON = Text(min=1, max=100)
REPORT_DESCRIPTION = Text(min=1, max=5_000, has_lines=True)
NOTES = Text(max=5_000, has_lines=True)
LISTED = Range(min=1, max=100)
"""The number of reports on one page of a list."""
PAID_FOR = HELD_OR_PAID
"""The statuses of a payment with which a started session counts as paid."""


class ReportsCount(StrEnum):
    """Selects the reporters whose pending reports count towards an automatic hold."""

    MET = "met"
    """Reporters who had a started and paid session with the reported user."""
    ANYONE = "anyone"
