"""How bad a drift is."""

from enum import StrEnum


class DriftSeverity(StrEnum):
    """From a nudge to an alarm."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class DriftTrigger(StrEnum):
    """What noticed it."""

    MANUAL = "manual"
    TIMER = "timer"
