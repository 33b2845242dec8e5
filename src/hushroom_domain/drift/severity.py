"""How bad a drift is."""

from enum import StrEnum


class Severity(StrEnum):
    """From a nudge to an alarm."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class Trigger(StrEnum):
    """What noticed it."""

    MANUAL = "manual"
    TIMER = "timer"
