"""The life of a session, written a second time by hand."""

import itertools

import pytest

from hushroom_domain.sessions.machine import ENDED, HOLDS_A_SEAT, MACHINE, Action, Asker, Status
from hushroom_domain.shared.machine import IllegalStep, NotYourStep

SEEKER, COMPANION, SYSTEM = Asker.SEEKER, Asker.COMPANION, Asker.SYSTEM
LEGAL = {
    (Action.MATCH, Status.PENDING_MATCH, SEEKER): Status.MATCHED,
    (Action.AUTHORIZE, Status.MATCHED, SYSTEM): Status.PAYMENT_AUTHORIZED,
    (Action.READY, Status.PAYMENT_AUTHORIZED, SEEKER): Status.READY,
    (Action.READY, Status.PAYMENT_AUTHORIZED, COMPANION): Status.READY,
    (Action.READY, Status.READY, SEEKER): Status.READY,
    (Action.READY, Status.READY, COMPANION): Status.READY,
    (Action.START, Status.READY, SEEKER): Status.IN_PROGRESS,
    (Action.START, Status.READY, COMPANION): Status.IN_PROGRESS,
    (Action.PAUSE, Status.IN_PROGRESS, SEEKER): Status.PAUSED,
    (Action.PAUSE, Status.IN_PROGRESS, COMPANION): Status.PAUSED,
    (Action.RESUME, Status.PAUSED, SEEKER): Status.IN_PROGRESS,
    (Action.RESUME, Status.PAUSED, COMPANION): Status.IN_PROGRESS,
    (Action.END, Status.IN_PROGRESS, SEEKER): Status.COMPLETED,
    (Action.END, Status.IN_PROGRESS, COMPANION): Status.COMPLETED,
    (Action.END, Status.PAUSED, SEEKER): Status.COMPLETED,
    (Action.END, Status.PAUSED, COMPANION): Status.COMPLETED,
    (Action.CANCEL, Status.PENDING_MATCH, SEEKER): Status.CANCELLED,
    (Action.CANCEL, Status.PENDING_MATCH, COMPANION): Status.CANCELLED,
    (Action.CANCEL, Status.PENDING_MATCH, SYSTEM): Status.CANCELLED,
    (Action.CANCEL, Status.MATCHED, SEEKER): Status.CANCELLED,
    (Action.CANCEL, Status.MATCHED, COMPANION): Status.CANCELLED,
    (Action.CANCEL, Status.MATCHED, SYSTEM): Status.CANCELLED,
    (Action.CANCEL, Status.PAYMENT_AUTHORIZED, SEEKER): Status.CANCELLED,
    (Action.CANCEL, Status.PAYMENT_AUTHORIZED, COMPANION): Status.CANCELLED,
    (Action.CANCEL, Status.PAYMENT_AUTHORIZED, SYSTEM): Status.CANCELLED,
    (Action.CANCEL, Status.READY, SEEKER): Status.CANCELLED,
    (Action.CANCEL, Status.READY, COMPANION): Status.CANCELLED,
    (Action.CANCEL, Status.READY, SYSTEM): Status.CANCELLED,
    (Action.ABANDON, Status.IN_PROGRESS, SYSTEM): Status.ABANDONED,
    (Action.ABANDON, Status.PAUSED, SYSTEM): Status.ABANDONED,
    (Action.DISPUTE, Status.COMPLETED, SYSTEM): Status.DISPUTED,
    (Action.SETTLE, Status.DISPUTED, SYSTEM): Status.COMPLETED,
}
EVERY_STEP = list(itertools.product(Action, Status, Asker))


@pytest.mark.parametrize(("action", "status", "asker"), LEGAL)
def test_a_legal_step_leads_where_it_should(action, status, asker):
    assert MACHINE.next(action, status, asker) is LEGAL[action, status, asker]


def test_every_other_step_is_refused_for_the_right_reason():
    for action, status, asker in EVERY_STEP:
        if (action, status, asker) in LEGAL:
            continue
        others_may = any((action, status, other) in LEGAL for other in Asker)
        with pytest.raises(NotYourStep if others_may else IllegalStep):
            MACHINE.next(action, status, asker)


def test_what_is_shown_as_allowed_is_exactly_what_is_legal():
    for status, asker in itertools.product(Status, Asker):
        shown = set(MACHINE.allowed(status, asker))
        assert shown == {action for action in Action if (action, status, asker) in LEGAL}


def test_nothing_leads_out_of_a_cancelled_or_abandoned_session():
    assert {status for _, status, _ in LEGAL} == set(Status) - {Status.CANCELLED, Status.ABANDONED}


def test_a_seat_is_held_from_the_match_to_the_end():
    assert {
        Status.MATCHED,
        Status.PAYMENT_AUTHORIZED,
        Status.READY,
        Status.IN_PROGRESS,
        Status.PAUSED,
    } == HOLDS_A_SEAT
    assert {Status.COMPLETED, Status.ABANDONED, Status.DISPUTED} == ENDED
