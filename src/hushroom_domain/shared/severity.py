"""The severity of a drift, which milestones of sessions and drift logs have."""

from enum import StrEnum


class DriftSeverity(StrEnum):
    """Grades how far a session has moved away from its goal or its planned time, from a hint to an alarm."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"
