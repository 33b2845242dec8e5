"""The generic state machine."""

from enum import StrEnum

import pytest

from hushroom_domain.shared.errors import Forbidden, RuleViolated
from hushroom_domain.shared.state_machine import IllegalTransition, StateMachine, Transition, TransitionNotAllowed


class DoorStatus(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"


class DoorAction(StrEnum):
    SHUT = "SHUT"
    OPEN = "OPEN"


class DoorActor(StrEnum):
    GUEST = "GUEST"
    HOST = "HOST"


TRANSITIONS: StateMachine[DoorAction, DoorStatus, DoorActor] = StateMachine.of(
    [
        (DoorAction.SHUT, {DoorStatus.OPEN}, DoorStatus.SHUT, set(DoorActor)),
        (DoorAction.OPEN, {DoorStatus.SHUT}, DoorStatus.OPEN, {DoorActor.HOST}),
    ]
)


def test_a_step_leads_where_its_row_says() -> None:
    assert TRANSITIONS.next(DoorAction.SHUT, DoorStatus.OPEN, DoorActor.GUEST) is DoorStatus.SHUT


def test_a_step_that_does_not_exist_violates_a_rule() -> None:
    with pytest.raises(IllegalTransition, match="Cannot open: the status is OPEN") as refusal:
        TRANSITIONS.next(DoorAction.OPEN, DoorStatus.OPEN, DoorActor.HOST)
    assert isinstance(refusal.value, RuleViolated)


def test_a_step_for_others_is_forbidden() -> None:
    with pytest.raises(TransitionNotAllowed, match="Cannot open as guest") as refusal:
        TRANSITIONS.next(DoorAction.OPEN, DoorStatus.SHUT, DoorActor.GUEST)
    assert isinstance(refusal.value, Forbidden)


def test_what_is_allowed_is_what_would_not_be_refused() -> None:
    for status in DoorStatus:
        for who in DoorActor:
            assert TRANSITIONS.allowed(status, who) == tuple(
                one for one in DoorAction if TRANSITIONS.can(one, status, who)
            )


def test_two_rows_for_one_step_are_a_programmers_mistake() -> None:
    with pytest.raises(AssertionError, match="two rows"):
        StateMachine.of(
            [
                (DoorAction.SHUT, {DoorStatus.OPEN}, DoorStatus.SHUT, set(DoorActor)),
                (DoorAction.SHUT, set(DoorStatus), DoorStatus.OPEN, set(DoorActor)),
            ]
        )


def test_a_machine_holds_each_row_under_each_of_its_sources() -> None:
    machine = StateMachine.of(
        [(DoorAction.SHUT, [DoorStatus.OPEN, DoorStatus.SHUT], DoorStatus.SHUT, [DoorActor.HOST])]
    )
    row = Transition(DoorAction.SHUT, frozenset(DoorStatus), DoorStatus.SHUT, frozenset({DoorActor.HOST}))
    assert machine.transitions == {(DoorAction.SHUT, DoorStatus.OPEN): row, (DoorAction.SHUT, DoorStatus.SHUT): row}
    assert machine.next(DoorAction.SHUT, DoorStatus.SHUT, DoorActor.HOST) is DoorStatus.SHUT
    assert machine.allowed(DoorStatus.OPEN, DoorActor.HOST) == (DoorAction.SHUT,)
    assert machine.allowed(DoorStatus.OPEN, DoorActor.GUEST) == ()
    assert not machine.can(DoorAction.OPEN, DoorStatus.OPEN, DoorActor.HOST)
