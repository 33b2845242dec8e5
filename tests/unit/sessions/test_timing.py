"""The served time of a session."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.rules.timing import (
    SessionPhase,
    Timeline,
    due_at,
    is_over,
    minutes_of,
    percent_of,
    phase_of,
)
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_session, an_id

seconds = st.integers(0, 7_200)


def running(**changes: Any) -> Session:
    about = {
        "status": SessionStatus.IN_PROGRESS,
        "started_at": NOW,
        "companion_id": an_id(),
        "companion_user_id": an_id(),
    }
    return a_session(**{**about, **changes})


@given(st.lists(st.tuples(seconds, seconds), max_size=6), seconds)
def test_time_spent_is_the_sum_of_what_lies_between_the_pauses(stretches: list[tuple[int, int]], last: int) -> None:
    session, now = running(), NOW
    for run, pause in stretches:
        now += timedelta(seconds=run)
        session = session.pause(ParticipantRole.SEEKER, now).entity
        now += timedelta(seconds=pause)
        session = session.resume(ParticipantRole.COMPANION, now).entity
    now += timedelta(seconds=last)
    session = session.end(ParticipantRole.SEEKER, now).entity
    served = sum(run for run, _ in stretches) + last
    assert session.timeline.elapsed_seconds(now) == served
    assert session.duration_minutes == minutes_of(served)


@given(st.lists(st.tuples(seconds, seconds), min_size=1, max_size=6))
def test_pauses_never_lengthen_a_session(stretches: list[tuple[int, int]]) -> None:
    session, now = running(), NOW
    for run, pause in stretches:
        now += timedelta(seconds=run)
        session = session.pause(ParticipantRole.SEEKER, now).entity
        before = session.timeline.elapsed_seconds(now)
        now += timedelta(seconds=pause)
        assert session.timeline.elapsed_seconds(now) == before
        session = session.resume(ParticipantRole.SEEKER, now).entity
        assert session.timeline.elapsed_seconds(now) == before <= (now - NOW).total_seconds()


@given(seconds, seconds)
def test_a_session_that_ends_in_a_pause_does_not_count_the_pause(run: int, pause: int) -> None:
    paused_at = NOW + timedelta(seconds=run)
    ended = (
        running()
        .pause(ParticipantRole.SEEKER, paused_at)
        .entity.end(ParticipantRole.SEEKER, paused_at + timedelta(seconds=pause))
    )
    assert ended.entity.timeline.elapsed_seconds(NOW + timedelta(days=1)) == run


@given(seconds, seconds)
def test_time_goes_on_after_the_end_but_the_session_does_not(run: int, later: int) -> None:
    ended = running().end(ParticipantRole.SEEKER, NOW + timedelta(seconds=run)).entity
    assert ended.timeline.elapsed_seconds(NOW + timedelta(seconds=run + later)) == run


def test_nothing_has_passed_before_the_start() -> None:
    assert Timeline().elapsed_seconds(NOW) == 0
    assert Timeline(started_at=NOW).elapsed_seconds(NOW - timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("elapsed", "phase"),
    [
        (0, SessionPhase.OPENING),
        (179, SessionPhase.OPENING),
        (180, SessionPhase.CORE),
        (1_619, SessionPhase.CORE),
        (1_620, SessionPhase.CLOSING),
        (1_800, SessionPhase.CLOSING),
        (1_801, SessionPhase.OVERTIME),
    ],
)
def test_the_phases_of_half_an_hour(elapsed: int, phase: SessionPhase) -> None:
    assert phase_of(elapsed, 30) is phase


@given(seconds, seconds, st.integers(15, 120))
def test_phases_and_percents_only_go_forward(one: int, other: int, planned_minutes: int) -> None:
    order = list(SessionPhase)
    early, late = sorted((one, other))
    assert order.index(phase_of(early, planned_minutes)) <= order.index(phase_of(late, planned_minutes))
    assert percent_of(early, planned_minutes) <= percent_of(late, planned_minutes)


@pytest.mark.parametrize(("spent", "minutes"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (1_800, 30)])
def test_minutes_are_rounded_to_the_nearest_halves_up(spent: int, minutes: int) -> None:
    assert minutes_of(spent) == minutes


@given(st.integers(0, 20_000), st.integers(15, 120))
def test_the_percent_is_the_whole_part_of_what_has_passed(elapsed: int, planned_minutes: int) -> None:
    percent = percent_of(elapsed, planned_minutes)
    assert isinstance(percent, int)
    assert percent * planned_minutes * 60 <= elapsed * 100 < (percent + 1) * planned_minutes * 60


@pytest.mark.parametrize(
    ("planned_minutes", "percent", "paused_seconds", "due_seconds"),
    [(30, 80, 0, 1_440), (30, 100, 90, 1_890), (25, 120, 0, 1_800), (15, 99, 0, 891), (17, 33, 7, 343)],
)
def test_a_milestone_is_due_at_its_part_of_the_planned_time_and_all_pauses_later(
    planned_minutes: int, percent: int, paused_seconds: int, due_seconds: int
) -> None:
    timeline = Timeline(started_at=NOW, paused_seconds=paused_seconds)
    due = due_at(timeline, percent, planned_minutes)
    assert due == NOW + timedelta(seconds=due_seconds)
    assert percent_of(timeline.elapsed_seconds(due), planned_minutes) in {percent, percent - 1}


def test_what_is_exactly_at_its_limit_is_not_over() -> None:
    limit = timedelta(hours=4)
    assert not is_over(NOW, limit, NOW + limit)
    assert is_over(NOW, limit, NOW + limit + timedelta(microseconds=1))


@given(st.integers(15, 120), st.sampled_from([80, 100, 120]), st.integers(0, 40_000))
def test_a_milestone_is_due_when_so_much_time_has_been_spent_and_not_a_second_sooner(
    planned: int, percent: int, paused: int
) -> None:
    timeline = Timeline(started_at=NOW, paused_seconds=paused)
    due = due_at(timeline, percent, planned)
    assert due == NOW + timedelta(seconds=paused) + timedelta(minutes=planned) * percent / 100
    assert percent_of(timeline.elapsed_seconds(due), planned) == percent
    assert percent_of(timeline.elapsed_seconds(due - timedelta(seconds=1)), planned) < percent
