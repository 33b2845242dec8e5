"""Single steps of a session, where they say more than the machine."""

from datetime import timedelta

import pytest

from hushroom_domain.sessions.events import SessionCancelled, SessionEnded, SessionMatched, SessionStarted
from hushroom_domain.sessions.machine import Action, Asker, Status
from hushroom_domain.sessions.model import appointment_problem
from hushroom_domain.shared.parties import Party
from tests.support.builders import NOW, a_session, an_id


def ready(**changes):
    about = {
        "status": Status.READY,
        "companion_id": an_id(),
        "companion_user_id": an_id(),
        "seeker_ready_at": NOW,
        "companion_ready_at": NOW,
    }
    return a_session(**{**about, **changes})


def test_a_match_names_the_companion_and_announces_it():
    change = a_session().matched(companion := an_id(), user := an_id(), NOW)
    assert (change.entity.companion_id, change.entity.companion_user_id) == (companion, user)
    assert [type(event) for event in change.events] == [SessionMatched]


def test_a_start_opens_the_room_of_the_session_and_announces_it():
    session = ready()
    change = session.start(Party.COMPANION, NOW)
    assert (change.entity.room_name, change.entity.started_at) == (f"session-{session.id}", NOW)
    assert change.events == (SessionStarted(session_id=session.id),)


@pytest.mark.parametrize(("close", "is_completed"), [("end", True), ("abandon", False)])
def test_an_end_is_announced_with_how_it_came(close, is_completed):
    running = ready().start(Party.SEEKER, NOW).entity
    change = running.end(Party.SEEKER, NOW) if close == "end" else running.abandon(NOW)
    [event] = change.events
    assert isinstance(event, SessionEnded)
    assert event.is_completed is is_completed


def test_a_cancellation_keeps_its_reason():
    change = a_session().cancel(Asker.SEEKER, "Ill", NOW)
    assert (change.entity.status, change.entity.cancellation_reason) == (Status.CANCELLED, "Ill")
    assert [type(event) for event in change.events] == [SessionCancelled]


def test_a_stranger_may_do_nothing():
    assert ready().allowed_actions(None) == ()


def test_nobody_is_offered_to_start_before_the_other_is_ready_and_the_contract_accepted():
    session = ready(companion_ready_at=None)
    assert Action.START not in session.allowed_actions(Party.SEEKER)
    assert Action.START in session.allowed_actions(Party.COMPANION)
    assert Action.START not in session.allowed_actions(Party.COMPANION, contract_accepted=False)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.ABANDONED, Status.CANCELLED, Status.DISPUTED])
def test_what_is_over_is_never_stale(status):
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
def test_an_appointment_lies_between_five_minutes_ago_and_a_year_ahead(offset, words):
    problem = appointment_problem(NOW + offset, NOW)
    assert (problem.message if problem else None) == words
    assert appointment_problem(None, NOW) is None
