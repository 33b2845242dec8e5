"""Single transitions of a session, where they do more than the state machine shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.sessions.events import SessionCancelled, SessionEnded, SessionMatched, SessionStarted
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.rules.appointments import appointment_problem
from hushroom_domain.sessions.state_machine import SessionAction, SessionActor, SessionEndedBy, SessionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_companion, a_session, an_id

LATER = NOW + timedelta(minutes=5)


def ready(**changes: Any) -> Session:
    about = {
        "status": SessionStatus.READY,
        "companion_id": an_id(),
        "companion_user_id": an_id(),
        "seeker_ready_at": NOW,
        "companion_ready_at": NOW,
    }
    return a_session(**{**about, **changes})


def test_a_match_names_the_companion_and_announces_it() -> None:
    change = a_session().matched(companion := a_companion(), NOW)
    assert (change.entity.companion_id, change.entity.companion_user_id) == (companion.id, companion.user_id)
    assert [type(event) for event in change.events] == [SessionMatched]


def test_a_match_keeps_the_rate_and_the_tier_of_its_moment() -> None:
    companion = a_companion(base_rate=Money(30_00), expert_premium=Money(5_50), type=CompanionTier.EXPERT)
    matched = a_session().matched(companion, NOW).entity
    assert (matched.agreed_rate, matched.agreed_tier) == (Money(35_50), CompanionTier.EXPERT)


def test_a_start_opens_the_room_of_the_session_and_announces_it() -> None:
    session = ready()
    change = session.start(ParticipantRole.COMPANION, NOW)
    assert (change.entity.room_name, change.entity.started_at) == (f"session-{session.id}", NOW)
    assert change.events == (SessionStarted(session_id=session.id),)


ENDS = [
    (lambda session: session.end(ParticipantRole.SEEKER, NOW), SessionEndedBy.SEEKER, True),
    (lambda session: session.end(ParticipantRole.COMPANION, NOW), SessionEndedBy.COMPANION, True),
    (lambda session: session.left(ParticipantRole.SEEKER, NOW), SessionEndedBy.SEEKER, True),
    (lambda session: session.left(ParticipantRole.COMPANION, NOW), SessionEndedBy.COMPANION_LEFT, True),
    (lambda session: session.abandon(NOW), SessionEndedBy.PLATFORM, False),
]


@pytest.mark.parametrize(("close", "ended_by", "is_completed"), ENDS)
def test_an_end_is_announced_and_says_how_it_came(
    close: Callable[[Any], Any], ended_by: SessionEndedBy, is_completed: bool
) -> None:
    change = close(ready().start(ParticipantRole.SEEKER, NOW).entity)
    [event] = change.events
    assert isinstance(event, SessionEnded)
    assert (event.is_completed, change.entity.ended_by) == (is_completed, ended_by)


def test_a_cancellation_keeps_its_reason() -> None:
    change = a_session().cancel(SessionActor.SEEKER, "Ill", NOW)
    assert (change.entity.status, change.entity.cancellation_reason) == (SessionStatus.CANCELLED, "Ill")
    assert [type(event) for event in change.events] == [SessionCancelled]


def test_a_stranger_may_do_nothing() -> None:
    assert ready().allowed_actions(None) == ()


def test_nobody_is_offered_to_start_before_the_other_is_ready_and_the_contract_accepted() -> None:
    session = ready(companion_ready_at=None)
    assert SessionAction.START not in session.allowed_actions(ParticipantRole.SEEKER)
    assert SessionAction.START in session.allowed_actions(ParticipantRole.COMPANION)
    assert SessionAction.START not in session.allowed_actions(ParticipantRole.COMPANION, contract_accepted=False)


@pytest.mark.parametrize(
    "status", [SessionStatus.COMPLETED, SessionStatus.ABANDONED, SessionStatus.CANCELLED, SessionStatus.DISPUTED]
)
def test_what_is_over_is_never_stale(status: SessionStatus) -> None:
    assert not a_session(status=status).is_stale(NOW + timedelta(days=99))


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(minutes=-5), None),
        (timedelta(minutes=-5, seconds=-1), "must not be in the past"),
        (timedelta(days=365), None),
        (timedelta(days=365, seconds=1), "must be within a year"),
    ],
)
def test_an_appointment_lies_between_five_minutes_ago_and_a_year_ahead(offset: timedelta, words: str | None) -> None:
    problem = appointment_problem(NOW + offset, NOW)
    assert (problem.message if problem else None) == words
    assert appointment_problem(None, NOW) is None


STEPS = {
    "match": lambda: a_session().matched(a_companion(), LATER),
    "ready": lambda: ready(seeker_ready_at=None).ready(ParticipantRole.SEEKER, LATER),
    "start": lambda: ready().start(ParticipantRole.SEEKER, LATER),
    "pause": lambda: ready(status=SessionStatus.IN_PROGRESS, started_at=NOW).pause(ParticipantRole.SEEKER, LATER),
    "resume": lambda: ready(status=SessionStatus.PAUSED, started_at=NOW, paused_at=NOW).resume(
        ParticipantRole.SEEKER, LATER
    ),
    "end": lambda: ready(status=SessionStatus.IN_PROGRESS, started_at=NOW).end(ParticipantRole.SEEKER, LATER),
    "cancel": lambda: ready().cancel(SessionActor.SEEKER, "ill", LATER),
    "abandon": lambda: ready(status=SessionStatus.IN_PROGRESS, started_at=NOW).abandon(LATER),
    "dispute": lambda: ready(status=SessionStatus.COMPLETED).advanced(SessionAction.DISPUTE, LATER),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_says_when_it_was_taken(step: str) -> None:
    assert STEPS[step]().entity.updated_at == LATER
