"""Machine: a state machine as a table of rows, the only way that a status may change."""

from collections.abc import Iterable
from enum import Enum
from typing import Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.shared.errors import Forbidden, RuleViolated

A = TypeVar("A", bound=Enum)
S = TypeVar("S", bound=Enum)
R = TypeVar("R", bound=Enum)


class IllegalStep(RuleViolated):
    """The machine has no such step from where the thing stands."""

    code = "machine.illegal_step"


class NotYourStep(Forbidden):
    """The step exists, but it is not for this asker to take."""

    code = "machine.not_your_step"


@frozen
class Row(Generic[A, S, R]):
    """One line of the table: `action` leads from any of `sources` to `target` when one of `askers` asks."""

    action: A
    sources: frozenset[S]
    target: S
    askers: frozenset[R]


@frozen
class Machine(Generic[A, S, R]):
    """A transition table that is a function: an action has at most one target from each status."""

    steps: dict[tuple[A, S], Row[A, S, R]]
    _allowed: dict[tuple[S, R], tuple[A, ...]] = field(init=False, repr=False, eq=False)

    @_allowed.default
    def _by_status_and_asker(self) -> dict[tuple[S, R], tuple[A, ...]]:
        """The table turned round, for every session that is shown asks it."""
        allowed: dict[tuple[S, R], tuple[A, ...]] = {}
        for (action, status), row in self.steps.items():
            for asker in row.askers:
                allowed[status, asker] = (*allowed.get((status, asker), ()), action)
        return allowed

    @classmethod
    def of(cls, rows: Iterable[tuple[A, Iterable[S], S, Iterable[R]]]) -> "Machine[A, S, R]":
        """Build the machine from (action, from, to, asked by); two rows for one (action, from) are a mistake."""
        steps: dict[tuple[A, S], Row[A, S, R]] = {}
        for action, sources, target, askers in rows:
            row = Row(action, frozenset(sources), target, frozenset(askers))
            for source in row.sources:
                assert (action, source) not in steps, f"two rows for {action} from {source}"
                steps[action, source] = row
        return cls(steps)

    def next(self, action: A, status: S, asker: R) -> S:
        """The status after `action`; refuses with `IllegalStep` (no such step) or `NotYourStep`."""
        row = self.steps.get((action, status))
        if row is None:
            raise IllegalStep(f"Cannot {action.value.lower()}: the status is {status.value}")
        if asker not in row.askers:
            raise NotYourStep(f"Cannot {action.value.lower()} as {asker.value.lower()}")
        return row.target

    def can(self, action: A, status: S, asker: R) -> bool:
        """Whether `asker` may take `action` from `status`."""
        row = self.steps.get((action, status))
        return row is not None and asker in row.askers

    def allowed(self, status: S, asker: R) -> tuple[A, ...]:
        """What `asker` may do from `status`, in the table's order."""
        return self._allowed.get((status, asker), ())
