"""Planned faults: calls of the provider that fail before or after they take effect."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from attrs import define, field

from hushroom_domain.payments.errors import ProviderUnavailable, RequestRefused


class Moment(Enum):
    """The moment of a fault: before the call takes effect, or after it, when only the answer is lost."""

    BEFORE = "before"
    AFTER = "after"


@define
class Faults:
    """The plan of faults: each entry makes one call of its operation fail, in the planned order."""

    is_down: bool = False
    """While true, each call fails before it takes effect."""
    refused: set[str] = field(factory=set)
    """The operations that the provider refuses for good."""
    _plan: dict[str, deque[Moment]] = field(factory=dict)

    def plan(self, operation: str, moment: Moment, times: int = 1) -> None:
        """Makes the next `times` calls of `operation` (`open`, `confirm`, `capture` ...) fail."""
        self._plan.setdefault(operation, deque()).extend([moment] * times)

    def clear(self) -> None:
        """Removes all planned faults."""
        self.is_down = False
        self.refused.clear()
        self._plan.clear()

    @contextmanager
    def around(self, operation: str) -> Iterator[None]:
        """Surrounds the effect of a call. Raises: ProviderUnavailable and RequestRefused, as planned."""
        planned = self._plan.get(operation)
        moment = Moment.BEFORE if self.is_down else planned.popleft() if planned else None
        if moment is Moment.BEFORE:
            raise ProviderUnavailable
        if operation in self.refused:
            raise RequestRefused
        yield
        if moment is Moment.AFTER:
            raise ProviderUnavailable
