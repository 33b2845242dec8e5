"""The connections to a namespace of this process, and their allowance of events."""

import asyncio
import time
from collections.abc import Callable

from attrs import define, field

from hushroom_adapters.bootstrap import RequestOrigin
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import SessionId, UserId

BURST_EVENTS = 30.0
EVENTS_PER_SECOND = 5.0
PATIENCE_EVENTS = 60
"""The number of refused events, without a pause that refills half the bucket, that ends a connection."""
MOST_ROOMS = 20


@define(eq=False)
class Allowance:
    """A token bucket of events."""

    now: Callable[[], float] = time.monotonic
    refused: int = 0
    """Refused events since the bucket was last half full, because a slow client always gets some through."""
    _left: float = BURST_EVENTS
    _at: float = field(init=False)

    @_at.default
    def _starts_now(self) -> float:
        return self.now()

    def take(self) -> bool:
        """Takes one event out of the bucket; returns False if the bucket is empty."""
        now = self.now()
        self._left = min(BURST_EVENTS, self._left + (now - self._at) * EVENTS_PER_SECOND)
        self._at = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        if self._left >= BURST_EVENTS / 2:
            self.refused = 0
        return True

    @property
    def is_exhausted(self) -> bool:
        return self.refused >= PATIENCE_EVENTS


@define(eq=False)
class Socket:
    """One connection of one person to any number of namespaces; `visits` are its ids there."""

    id: str
    user_id: UserId
    visits: set[str] = field(factory=set)


@define(eq=False, kw_only=True)
class Visitor:
    """One connection to one namespace; `token` is checked again for every event."""

    connection_id: str
    viewer: Viewer
    token: str = field(repr=False)
    origin: RequestOrigin
    socket: Socket
    rooms: set[SessionId] = field(factory=set)
    allowance: Allowance = field(factory=Allowance)
    deadline: "asyncio.Task[None] | None" = None
