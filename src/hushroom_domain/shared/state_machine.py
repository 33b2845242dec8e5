"""Machine: a state machine as a table of rows, the only way that a status may change."""

from collections.abc import Iterable
from enum import Enum
from typing import Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.shared.errors import Forbidden, RuleViolated

A = TypeVar("A", bound=Enum)
S = TypeVar("S", bound=Enum)
R = TypeVar("R", bound=Enum)


class IllegalTransition(RuleViolated):
    """The machine has no such step from where the thing stands."""

    code = "machine.illegal_step"


class TransitionNotAllowed(Forbidden):
    """The step exists, but it is not for this asker to take."""

    code = "machine.not_your_step"


@frozen
class Transition(Generic[A, S, R]):
    """One line of the table: `action` leads from any of `sources` to `target` when one of `askers` asks."""

    action: A
    sources: frozenset[S]
    target: S
    actors: frozenset[R]


@frozen
class StateMachine(Generic[A, S, R]):
    """A transition table that is a function: an action has at most one target from each status."""

    transitions: dict[tuple[A, S], Transition[A, S, R]]
    _allowed: dict[tuple[S, R], tuple[A, ...]] = field(init=False, repr=False, eq=False)

    @_allowed.default
    def _by_status_and_asker(self) -> dict[tuple[S, R], tuple[A, ...]]:
        """The table turned round, for every session that is shown asks it."""
        allowed: dict[tuple[S, R], tuple[A, ...]] = {}
        for (action, status), row in self.transitions.items():
            for actor in row.actors:
                allowed[status, actor] = (*allowed.get((status, actor), ()), action)
        return allowed

    @classmethod
    def of(cls, rows: Iterable[tuple[A, Iterable[S], S, Iterable[R]]]) -> "StateMachine[A, S, R]":
        """Build the machine from (action, from, to, asked by); two rows for one (action, from) are a mistake."""
        transitions: dict[tuple[A, S], Transition[A, S, R]] = {}
        for action, sources, target, actors in rows:
            row = Transition(action, frozenset(sources), target, frozenset(actors))
            for source in row.sources:
                assert (action, source) not in transitions, f"two rows for {action} from {source}"
                transitions[action, source] = row
        return cls(transitions)

    def next(self, action: A, status: S, actor: R) -> S:
        """The status after `action`; refuses with `IllegalTransition` (no such step) or `TransitionNotAllowed`."""
        row = self.transitions.get((action, status))
        if row is None:
            raise IllegalTransition(f"Cannot {action.value.lower()}: the status is {status.value}")
        if actor not in row.actors:
            raise TransitionNotAllowed(f"Cannot {action.value.lower()} as {actor.value.lower()}")
        return row.target

    def can(self, action: A, status: S, actor: R) -> bool:
        """Whether `asker` may take `action` from `status`."""
        row = self.transitions.get((action, status))
        return row is not None and actor in row.actors

    def allowed(self, status: S, actor: R) -> tuple[A, ...]:
        """What `asker` may do from `status`, in the table's order."""
        return self._allowed.get((status, actor), ())
