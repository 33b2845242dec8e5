"""The last match results, in memory."""

from datetime import datetime, timedelta

from attrs import field, frozen

from hushroom_domain.matching.model import Match
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Clock


@frozen
class MemoryMatchResults:
    """Implements `MatchResults`."""

    clock: Clock
    _kept: dict[SessionId, tuple[datetime, tuple[Match, ...]]] = field(factory=dict, init=False, repr=False)

    async def save(self, session_id: SessionId, matches: tuple[Match, ...], lifetime: timedelta) -> None:
        self._kept[session_id] = (self.clock.now() + lifetime, matches)

    async def get(self, session_id: SessionId) -> tuple[Match, ...]:
        expires_at, matches = self._kept.get(session_id, (None, ()))
        return matches if expires_at is not None and self.clock.now() < expires_at else ()
