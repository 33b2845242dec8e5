"""The last match results, in memory."""

from datetime import datetime, timedelta

from attrs import field, frozen

from hushroom_domain.matching.model import ScoredCandidate
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Clock

ResultKey = tuple[SessionId, tuple[str, ...]]
"""A session and the keywords of its goal."""


@frozen
class MemoryMatchResults:
    """Implements `MatchResults`."""

    clock: Clock
    _kept: dict[ResultKey, tuple[datetime, tuple[ScoredCandidate, ...]]] = field(factory=dict, init=False, repr=False)

    async def save(
        self, session_id: SessionId, keywords: tuple[str, ...], found: tuple[ScoredCandidate, ...], lifetime: timedelta
    ) -> None:
        self._kept[session_id, keywords] = (self.clock.now() + lifetime, found)

    async def get(self, session_id: SessionId, keywords: tuple[str, ...]) -> tuple[ScoredCandidate, ...]:
        expires_at, found = self._kept.get((session_id, keywords), (None, ()))
        return found if expires_at is not None and self.clock.now() < expires_at else ()
