"""Timing: the time that a session has run, computed from the moments on its row."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from hushroom_domain.shared.money import half_up
from hushroom_domain.shared.time import whole_seconds


class SessionPhase(StrEnum):
    """The part of its planned time that a session is in."""

    OPENING = "opening"
    CORE = "core"
    CLOSING = "closing"
    OVERTIME = "overtime"


OPENING_BELOW_PERCENT = 10
CORE_BELOW_PERCENT = 90
CLOSING_UP_TO_PERCENT = 100


@frozen(kw_only=True)
class Timeline:
    """The start, the pauses and the end of a session."""

    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_seconds: int = 0
    ended_at: datetime | None = None

    def elapsed_seconds(self, now: datetime) -> int:
        """Returns the seconds in progress up to `now` or the end, without pauses; never negative."""
        if self.started_at is None:
            return 0
        until = min(moment for moment in (now, self.paused_at, self.ended_at) if moment is not None)
        return max(0, whole_seconds(until - self.started_at) - self.paused_seconds)

    def pause_seconds(self, now: datetime) -> int:
        """Returns the seconds paused up to `now`, a pause that lasts until then included."""
        current = whole_seconds(now - self.paused_at) if self.paused_at else 0
        return self.paused_seconds + max(0, current)


def minutes_of(seconds: int) -> int:
    """Returns the seconds as minutes, rounded to the nearest integer, halves up."""
    return half_up(seconds, 60)


def phase_of(elapsed_seconds: int, planned_minutes: int) -> SessionPhase:
    """Returns the phase after `elapsed_seconds` of `planned_minutes`: < 10 % opening, < 90 % core, <= 100 % closing."""
    percent_by_minutes = elapsed_seconds * 100
    planned_seconds = planned_minutes * 60
    if percent_by_minutes < OPENING_BELOW_PERCENT * planned_seconds:
        return SessionPhase.OPENING
    if percent_by_minutes < CORE_BELOW_PERCENT * planned_seconds:
        return SessionPhase.CORE
    return (
        SessionPhase.CLOSING if percent_by_minutes <= CLOSING_UP_TO_PERCENT * planned_seconds else SessionPhase.OVERTIME
    )


def percent_of(elapsed_seconds: int, planned_minutes: int) -> int:
    """Returns the passed share of the planned time in percent, rounded down; above 100 in overtime."""
    return elapsed_seconds * 100 // (planned_minutes * 60)


def is_over(since: datetime, limit: timedelta, now: datetime) -> bool:
    """Returns whether more than `limit` has passed since `since`."""
    return now - since > limit


def due_at(timeline: Timeline, percent: int, planned_minutes: int) -> datetime:
    """Returns the moment at which a session has run for `percent` of its planned time, if it is not paused again."""
    assert timeline.started_at is not None
    running_seconds = planned_minutes * 60 * percent // 100
    return timeline.started_at + timedelta(seconds=running_seconds + timeline.paused_seconds)
