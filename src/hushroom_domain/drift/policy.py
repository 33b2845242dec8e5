"""The numbers of drift."""

from hushroom_domain.drift.severity import DriftSeverity
from hushroom_domain.shared.text import Text

TIMER_SEVERITY = {80: DriftSeverity.LOW, 100: DriftSeverity.MEDIUM, 120: DriftSeverity.HIGH}
"""How bad it is to have reached so many percent of the planned time."""
MILESTONES = tuple(TIMER_SEVERITY)
ESCALATION = ((1, DriftSeverity.LOW), (3, DriftSeverity.MEDIUM), (4, DriftSeverity.HIGH))
"""Up to how many flags that nobody acknowledged a severity lasts; after the last one it is CRITICAL."""
MESSAGE = Text(min=1, max=1_000, has_lines=True)


def escalated(unacknowledged: int) -> DriftSeverity:
    """The severity of a flag that is the `unacknowledged`-th in a row: from 1 LOW, 2 MEDIUM, 4 HIGH, then CRITICAL."""
    return next((severity for last, severity in ESCALATION if unacknowledged <= last), DriftSeverity.CRITICAL)
