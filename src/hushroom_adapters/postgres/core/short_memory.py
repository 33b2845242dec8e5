"""Values that a process remembers for some seconds."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from attrs import define, field

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@define
class ShortMemory(Generic[K, V]):
    """Remembers at most `most` values, each for `seconds`; the oldest make room for new ones.

    Of the callers that need a value when its time is over, the first one is told to look it up; the others get the old
    value for `renewal` seconds more. So a value that many need is looked up once.
    """

    seconds: float
    renewal: float
    most: int
    now: Callable[[], float] = time.monotonic
    _kept: dict[K, tuple[float, V]] = field(factory=dict, init=False)

    def get(self, key: K) -> V | None:
        """Returns the value of the key, None when the caller has to look it up."""
        if key not in self._kept:
            return None
        (until, value), now = self._kept[key], self.now()
        if now < until:
            return value
        if now < until + self.renewal:
            self._kept[key] = (now + self.renewal, value)
        else:
            del self._kept[key]
        return None

    def put(self, key: K, value: V) -> None:
        self._kept.pop(key, None)
        while len(self._kept) >= self.most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (self.now() + self.seconds, value)
