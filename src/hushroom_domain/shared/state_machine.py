"""State machines: tables of transitions, the only way to change a status."""

from collections.abc import Iterable
from enum import Enum
from typing import Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.shared.errors import Forbidden, RuleViolated

A = TypeVar("A", bound=Enum)
S = TypeVar("S", bound=Enum)
R = TypeVar("R", bound=Enum)


class IllegalTransition(RuleViolated):
    """The table has no transition for this action from the present status."""

    code = "machine.illegal_step"
    message = "The present status does not allow this"


class TransitionNotAllowed(Forbidden):
    """The transition exists, but not for this actor."""

    code = "machine.not_your_step"
    message = "Only another party may do this"


@frozen
class Transition(Generic[A, S, R]):
    """A row of the table: `action` leads from each of `sources` to `target`, for each of `actors`."""

    action: A
    sources: frozenset[S]
    target: S
    actors: frozenset[R]


@frozen
class StateMachine(Generic[A, S, R]):
    """A table of transitions; an action has at most one target from each status."""

    transitions: dict[tuple[A, S], Transition[A, S, R]]
    _allowed: dict[tuple[S, R], tuple[A, ...]] = field(init=False, repr=False, eq=False)

    @_allowed.default
    def _by_status_and_actor(self) -> dict[tuple[S, R], tuple[A, ...]]:
        """Returns the actions by status and actor, because every session that is shown needs them."""
        allowed: dict[tuple[S, R], tuple[A, ...]] = {}
        for (action, status), row in self.transitions.items():
            for actor in row.actors:
                allowed[status, actor] = (*allowed.get((status, actor), ()), action)
        return allowed

    @classmethod
    def of(cls, rows: Iterable[tuple[A, Iterable[S], S, Iterable[R]]]) -> "StateMachine[A, S, R]":
        """Builds the table from (action, sources, target, actors); an action with two targets is an AssertionError."""
        transitions: dict[tuple[A, S], Transition[A, S, R]] = {}
        for action, sources, target, actors in rows:
            row = Transition(action, frozenset(sources), target, frozenset(actors))
            for source in row.sources:
                assert (action, source) not in transitions, f"two rows for {action} from {source}"
                transitions[action, source] = row
        return cls(transitions)

    def next(self, action: A, status: S, actor: R) -> S:
        """Returns the status after `action`. Raises: IllegalTransition, TransitionNotAllowed."""
        row = self.transitions.get((action, status))
        if row is None:
            raise IllegalTransition(f"Cannot {action.value.lower()}: the status is {status.value}")
        if actor not in row.actors:
            raise TransitionNotAllowed(f"Cannot {action.value.lower()} as {actor.value.lower()}")
        return row.target

    def can(self, action: A, status: S, actor: R) -> bool:
        """Returns whether the table has a transition for `action` from `status` by `actor`."""
        row = self.transitions.get((action, status))
        return row is not None and actor in row.actors

    def allowed(self, status: S, actor: R) -> tuple[A, ...]:
        """Returns the actions of `actor` from `status`, in the order of the table."""
        return self._allowed.get((status, actor), ())
