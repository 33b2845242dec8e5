"""The generic state machine."""

from enum import StrEnum

import pytest

from hushroom_domain.shared.errors import Forbidden, RuleViolated
from hushroom_domain.shared.state_machine import IllegalTransition, StateMachine, Transition, TransitionNotAllowed


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"


class Action(StrEnum):
    SHUT = "SHUT"
    OPEN = "OPEN"


class Who(StrEnum):
    GUEST = "GUEST"
    HOST = "HOST"


MACHINE: StateMachine[Action, Door, Who] = StateMachine.of(
    [(Action.SHUT, {Door.OPEN}, Door.SHUT, set(Who)), (Action.OPEN, {Door.SHUT}, Door.OPEN, {Who.HOST})]
)


def test_a_step_leads_where_its_row_says() -> None:
    assert MACHINE.next(Action.SHUT, Door.OPEN, Who.GUEST) is Door.SHUT


def test_a_step_that_does_not_exist_violates_a_rule() -> None:
    with pytest.raises(IllegalTransition, match="Cannot open: the status is OPEN") as refusal:
        MACHINE.next(Action.OPEN, Door.OPEN, Who.HOST)
    assert isinstance(refusal.value, RuleViolated)


def test_a_step_for_others_is_forbidden() -> None:
    with pytest.raises(TransitionNotAllowed, match="Cannot open as guest") as refusal:
        MACHINE.next(Action.OPEN, Door.SHUT, Who.GUEST)
    assert isinstance(refusal.value, Forbidden)


def test_what_is_allowed_is_what_would_not_be_refused() -> None:
    for status in Door:
        for who in Who:
            assert MACHINE.allowed(status, who) == tuple(one for one in Action if MACHINE.can(one, status, who))


def test_two_rows_for_one_step_are_a_programmers_mistake() -> None:
    with pytest.raises(AssertionError, match="two rows"):
        StateMachine.of(
            [(Action.SHUT, {Door.OPEN}, Door.SHUT, set(Who)), (Action.SHUT, set(Door), Door.OPEN, set(Who))]
        )


def test_a_machine_holds_each_row_under_each_of_its_sources() -> None:
    machine = StateMachine.of([(Action.SHUT, [Door.OPEN, Door.SHUT], Door.SHUT, [Who.HOST])])
    row = Transition(Action.SHUT, frozenset(Door), Door.SHUT, frozenset({Who.HOST}))
    assert machine.transitions == {(Action.SHUT, Door.OPEN): row, (Action.SHUT, Door.SHUT): row}
    assert machine.next(Action.SHUT, Door.SHUT, Who.HOST) is Door.SHUT
    assert machine.allowed(Door.OPEN, Who.HOST) == (Action.SHUT,)
    assert machine.allowed(Door.OPEN, Who.GUEST) == ()
    assert not machine.can(Action.OPEN, Door.OPEN, Who.HOST)
