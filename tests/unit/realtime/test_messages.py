"""The messages of the realtime channel, as clients of API v1 know them."""

from datetime import timedelta

import pytest

from hushroom_adapters.realtime.messages import (
    messages_of,
    milestone,
    participant_joined,
    session_state,
    timer_tick,
)
from hushroom_domain.notifications.model import RoomMessage
from hushroom_domain.notifications.services.room_messages import SessionState
from hushroom_domain.sessions.state_machine import SessionStatus
from tests.support.builders import NOW, a_session


@pytest.mark.parametrize(
    ("minutes", "remaining", "percent", "phase"),
    [(0, 1800, 0, "opening"), (3, 1620, 10, "core"), (27, 180, 90, "closing"), (30, 0, 100, "closing"),
     (31, 0, 103, "overtime"), (45, 0, 150, "overtime")],
)  # fmt: skip
def test_a_tick_says_how_far_the_session_is(minutes: int, remaining: int, percent: int, phase: str) -> None:
    session = a_session(planned_minutes=30, status=SessionStatus.IN_PROGRESS, started_at=NOW)
    tick = timer_tick(session, NOW + timedelta(minutes=minutes)).payload
    assert tick["elapsed"] == minutes * 60
    assert (tick["remaining"], tick["percent"], tick["phase"]) == (remaining, percent, phase)


def test_a_tick_does_not_count_pauses() -> None:
    paused = a_session(
        planned_minutes=30,
        status=SessionStatus.PAUSED,
        started_at=NOW,
        paused_seconds=60,
        paused_at=NOW + timedelta(minutes=10),
    )
    assert timer_tick(paused, NOW + timedelta(hours=1)).payload["elapsed"] == 9 * 60


def test_before_the_start_nothing_has_passed() -> None:
    tick = timer_tick(a_session(planned_minutes=15), NOW).payload
    assert (tick["elapsed"], tick["remaining"], tick["percent"], tick["phase"]) == (0, 900, 0, "opening")


@pytest.mark.parametrize(("percent", "phase"), [(80, "core"), (100, "closing"), (120, "overtime")])
@pytest.mark.parametrize("planned", [15, 37, 120])
def test_a_milestone_has_its_own_phase_however_late_it_is(percent: int, phase: str, planned: int) -> None:
    session = a_session(planned_minutes=planned)
    expected = {"sessionId": str(session.id), "percent": percent, "phase": phase}
    assert milestone(session, percent).payload == expected


def test_moments_are_written_as_everywhere() -> None:
    update = session_state(a_session(started_at=NOW))
    assert (update.namespace, update.event) == ("/ws/session", "session-state-update")
    assert update.payload["startedAt"] == NOW.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert update.payload["endedAt"] is None


def test_one_room_for_each_session() -> None:
    one, other = a_session(), a_session()
    assert participant_joined(one.id, 2).payload == {"sessionId": str(one.id), "participantCount": 2}
    assert participant_joined(one.id, 2).room == session_state(one).room != session_state(other).room


def test_every_message_of_the_domain_has_words_of_its_own() -> None:
    assert RoomMessage.__subclasses__()
    for kind in RoomMessage.__subclasses__():
        assert messages_of.dispatch(kind) is not messages_of.dispatch(RoomMessage), kind


def test_a_session_that_changed_is_told_with_its_timer() -> None:
    session = a_session(started_at=NOW, status=SessionStatus.IN_PROGRESS)
    told = messages_of(SessionState(session.id, session, NOW))
    assert [one.event for one in told] == ["session-state-update", "timer-tick"]
    assert {(one.namespace, one.room) for one in told} == {("/ws/session", f"session:{session.id}")}
