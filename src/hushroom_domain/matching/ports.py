"""The ports of matching."""

from datetime import timedelta
from typing import Protocol

from hushroom_domain.availability.ports import Bookings, Slots
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import Users
from hushroom_domain.matching.model import Match
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Outbox


class MatchResults(Protocol):
    """Keeps the last result of each session for a while; an early loss does no harm."""

    async def save(self, session_id: SessionId, matches: tuple[Match, ...], lifetime: timedelta) -> None: ...

    async def get(self, session_id: SessionId) -> tuple[Match, ...]:
        """Returns the last result until its lifetime ends, then an empty one."""
        ...


class MatchingWork(Protocol):
    """One transaction with the repositories that matching needs."""

    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def slots(self) -> Slots: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def outbox(self) -> Outbox: ...
