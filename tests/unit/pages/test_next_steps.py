"""The next step of a session: whose turn it is, and on which page."""

from datetime import timedelta
from typing import Any

import pytest

from hushroom_domain.identity.queries import Person
from hushroom_domain.sessions.queries import SessionParticipant, SessionSummary
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.sessions import next_steps as steps
from hushroom_http.pages.sessions.next_steps import next_step
from tests.support.builders import NOW, a_contract, a_goal, a_session, an_id

S, SEEKER, COMPANION = SessionStatus, ParticipantRole.SEEKER, ParticipantRole.COMPANION


def a_summary(*, accepted: str = "", is_rated: bool = False, bare: bool = False, **about: Any) -> SessionSummary:
    session = a_session(companion_id=an_id(), companion_user_id=an_id(), **about)
    contract = a_contract(
        session_id=session.id, accepted_by_user="s" in accepted, accepted_by_companion="c" in accepted
    )
    people = {SEEKER: session.seeker_id, COMPANION: session.companion_user_id}
    return SessionSummary(
        session=session,
        goal=None if bare else a_goal(session_id=session.id),
        contract=None if bare else contract,
        participants=tuple(
            SessionParticipant(role=role, person=Person(id=user, display_name=None, avatar_url=None))
            for role, user in people.items()
            if user
        ),
        is_rated=is_rated,
    )


def step_of(summary: SessionSummary, role: ParticipantRole) -> steps.NextStep:
    user = next(one.person.id for one in summary.participants if one.role is role)
    return next_step(summary, user, NOW)


@pytest.mark.parametrize(
    ("status", "accepted", "seeker", "companion"),
    [
        (S.MATCHED, "", steps.ACCEPT, steps.ACCEPT),
        (S.MATCHED, "s", steps.PAY, steps.ACCEPT),
        (S.MATCHED, "sc", steps.PAY, steps.AWAIT_PAYMENT),
        (S.PAYMENT_AUTHORIZED, "s", steps.AWAIT_ACCEPTANCE, steps.ACCEPT),
        (S.PAYMENT_AUTHORIZED, "sc", steps.ENTER, steps.ENTER),
        (S.READY, "sc", steps.ENTER, steps.ENTER),
        (S.IN_PROGRESS, "sc", steps.RETURN, steps.RETURN),
        (S.PAUSED, "sc", steps.RETURN, steps.RETURN),
        (S.CANCELLED, "", steps.CANCELLED, steps.CANCELLED),
        (S.ABANDONED, "sc", steps.ABANDONED, steps.ABANDONED),
        (S.DISPUTED, "sc", steps.DISPUTED, steps.DISPUTED),
    ],
)
def test_each_status_has_a_step_for_each_participant(
    status: SessionStatus, accepted: str, seeker: steps.NextStep, companion: steps.NextStep
) -> None:
    summary = a_summary(status=status, accepted=accepted)
    assert (step_of(summary, SEEKER), step_of(summary, COMPANION)) == (seeker, companion)


def test_no_status_is_without_a_step() -> None:
    for status in S:
        for accepted in ("", "s", "c", "sc"):
            assert step_of(a_summary(status=status, accepted=accepted, ended_at=NOW), SEEKER).words


def test_the_wizard_goes_on_with_what_is_missing() -> None:
    bare = a_summary(status=S.PENDING_MATCH, bare=True)
    assert step_of(bare, SEEKER) is steps.SAY_GOAL
    assert step_of(a_summary(status=S.PENDING_MATCH), SEEKER) is steps.CHOOSE


def test_the_room_opens_a_quarter_of_an_hour_before() -> None:
    soon, later = NOW + steps.ROOM_OPENS, NOW + steps.ROOM_OPENS + timedelta(minutes=1)
    assert timedelta(minutes=15) == steps.ROOM_OPENS
    assert step_of(a_summary(status=S.READY, accepted="sc", scheduled_at=soon), SEEKER) is steps.ENTER
    assert step_of(a_summary(status=S.READY, accepted="sc", scheduled_at=later), SEEKER) is steps.AWAIT_TIME


def test_a_completed_session_is_looked_back_on_once_and_in_time() -> None:
    ended: dict[str, Any] = {"status": S.COMPLETED, "accepted": "sc"}
    assert step_of(a_summary(**ended, ended_at=NOW - timedelta(hours=48)), SEEKER) is steps.RATE
    assert step_of(a_summary(**ended, ended_at=NOW - timedelta(hours=49)), SEEKER) is steps.COMPLETED
    assert step_of(a_summary(**ended, ended_at=NOW, is_rated=True), SEEKER) is steps.COMPLETED
