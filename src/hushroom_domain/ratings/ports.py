"""What ratings need from the world."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from hushroom_domain.companions.ports import Companions
from hushroom_domain.ratings.model import Rating, Vote
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import CompanionId, SessionId
from hushroom_domain.shared.ports import Outbox


@frozen(kw_only=True)
class Record:
    """What a companion's standing follows from: its completed sessions, achieved goals in them, and votes received."""

    completed_sessions: int
    achieved_goals: int
    votes: tuple[Vote, ...]
    last_session_end: datetime | None


class Ratings(Protocol):
    """The ratings."""

    async def add(self, rating: Rating) -> None:
        """Keep a new rating; refuses with `AlreadyRated`: one a party and session."""
        ...

    async def record_of(self, companion_id: CompanionId) -> Record:
        """Everything that counts for the companion; disputed sessions count as completed."""
        ...

    async def idle_companions(
        self, before: datetime, limit: int, after: CompanionId | None = None
    ) -> tuple[CompanionId, ...]:
        """Companions with a reputation above 0 and no activity since `before`, by id, beyond `after`."""
        ...

    async def companion_of(self, session_id: SessionId) -> CompanionId | None:
        """The companion that served the session."""
        ...


class RatingWork(Protocol):
    """One transaction, as ratings see it."""

    @property
    def ratings(self) -> Ratings: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def outbox(self) -> Outbox: ...
