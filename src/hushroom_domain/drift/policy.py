"""The limits of drift logs, and the escalation of unacknowledged flags."""

from hushroom_domain.shared.severity import DriftSeverity
from hushroom_domain.shared.text import Text

ESCALATION = ((1, DriftSeverity.LOW), (3, DriftSeverity.MEDIUM), (4, DriftSeverity.HIGH))
"""The severity of a flag by the number of unacknowledged flags up to it; above the last number it is CRITICAL."""
MESSAGE = Text(min=1, max=1_000, has_lines=True)


def escalated(unacknowledged: int) -> DriftSeverity:
    """Returns the severity of the `unacknowledged`-th unacknowledged flag in a row, counted from 1."""
    return next((severity for last, severity in ESCALATION if unacknowledged <= last), DriftSeverity.CRITICAL)
