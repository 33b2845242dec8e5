"""The transitions of a session, written a second time by hand."""

import itertools

import pytest

from hushroom_domain.sessions.state_machine import (
    ENDED,
    HOLDS_A_SEAT,
    TRANSITIONS,
    SessionAction,
    SessionActor,
    SessionStatus,
)
from hushroom_domain.shared.state_machine import IllegalTransition, TransitionNotAllowed

SEEKER, COMPANION, SYSTEM = SessionActor.SEEKER, SessionActor.COMPANION, SessionActor.SYSTEM
LEGAL = {
    (SessionAction.MATCH, SessionStatus.PENDING_MATCH, SEEKER): SessionStatus.MATCHED,
    (SessionAction.AUTHORIZE, SessionStatus.MATCHED, SYSTEM): SessionStatus.PAYMENT_AUTHORIZED,
    (SessionAction.READY, SessionStatus.PAYMENT_AUTHORIZED, SEEKER): SessionStatus.READY,
    (SessionAction.READY, SessionStatus.PAYMENT_AUTHORIZED, COMPANION): SessionStatus.READY,
    (SessionAction.READY, SessionStatus.READY, SEEKER): SessionStatus.READY,
    (SessionAction.READY, SessionStatus.READY, COMPANION): SessionStatus.READY,
    (SessionAction.START, SessionStatus.READY, SEEKER): SessionStatus.IN_PROGRESS,
    (SessionAction.START, SessionStatus.READY, COMPANION): SessionStatus.IN_PROGRESS,
    (SessionAction.PAUSE, SessionStatus.IN_PROGRESS, SEEKER): SessionStatus.PAUSED,
    (SessionAction.PAUSE, SessionStatus.IN_PROGRESS, COMPANION): SessionStatus.PAUSED,
    (SessionAction.RESUME, SessionStatus.PAUSED, SEEKER): SessionStatus.IN_PROGRESS,
    (SessionAction.RESUME, SessionStatus.PAUSED, COMPANION): SessionStatus.IN_PROGRESS,
    (SessionAction.END, SessionStatus.IN_PROGRESS, SEEKER): SessionStatus.COMPLETED,
    (SessionAction.END, SessionStatus.IN_PROGRESS, COMPANION): SessionStatus.COMPLETED,
    (SessionAction.END, SessionStatus.PAUSED, SEEKER): SessionStatus.COMPLETED,
    (SessionAction.END, SessionStatus.PAUSED, COMPANION): SessionStatus.COMPLETED,
    (SessionAction.CANCEL, SessionStatus.PENDING_MATCH, SEEKER): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.PENDING_MATCH, COMPANION): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.PENDING_MATCH, SYSTEM): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.MATCHED, SEEKER): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.MATCHED, COMPANION): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.MATCHED, SYSTEM): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.PAYMENT_AUTHORIZED, SEEKER): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.PAYMENT_AUTHORIZED, COMPANION): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.PAYMENT_AUTHORIZED, SYSTEM): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.READY, SEEKER): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.READY, COMPANION): SessionStatus.CANCELLED,
    (SessionAction.CANCEL, SessionStatus.READY, SYSTEM): SessionStatus.CANCELLED,
    (SessionAction.ABANDON, SessionStatus.IN_PROGRESS, SYSTEM): SessionStatus.ABANDONED,
    (SessionAction.ABANDON, SessionStatus.PAUSED, SYSTEM): SessionStatus.ABANDONED,
    (SessionAction.DISPUTE, SessionStatus.COMPLETED, SYSTEM): SessionStatus.DISPUTED,
    (SessionAction.SETTLE, SessionStatus.DISPUTED, SYSTEM): SessionStatus.COMPLETED,
}
EVERY_STEP = list(itertools.product(SessionAction, SessionStatus, SessionActor))


@pytest.mark.parametrize(("action", "status", "actor"), LEGAL)
def test_a_legal_step_leads_where_it_should(action: SessionAction, status: SessionStatus, actor: SessionActor) -> None:
    assert TRANSITIONS.next(action, status, actor) is LEGAL[action, status, actor]


def test_every_other_step_is_refused_for_the_right_reason() -> None:
    for action, status, actor in EVERY_STEP:
        if (action, status, actor) in LEGAL:
            continue
        others_may = any((action, status, other) in LEGAL for other in SessionActor)
        with pytest.raises(TransitionNotAllowed if others_may else IllegalTransition):
            TRANSITIONS.next(action, status, actor)


def test_what_is_shown_as_allowed_is_exactly_what_is_legal() -> None:
    for status, actor in itertools.product(SessionStatus, SessionActor):
        shown = set(TRANSITIONS.allowed(status, actor))
        assert shown == {action for action in SessionAction if (action, status, actor) in LEGAL}


def test_nothing_leads_out_of_a_cancelled_or_abandoned_session() -> None:
    assert {status for _, status, _ in LEGAL} == set(SessionStatus) - {SessionStatus.CANCELLED, SessionStatus.ABANDONED}


def test_a_seat_is_held_from_the_match_to_the_end() -> None:
    assert {
        SessionStatus.MATCHED,
        SessionStatus.PAYMENT_AUTHORIZED,
        SessionStatus.READY,
        SessionStatus.IN_PROGRESS,
        SessionStatus.PAUSED,
    } == HOLDS_A_SEAT
    assert {SessionStatus.COMPLETED, SessionStatus.ABANDONED, SessionStatus.DISPUTED} == ENDED
