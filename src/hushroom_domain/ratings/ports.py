"""The ports of ratings."""

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
    """The record that a companion's reputation follows from: completed sessions, achieved goals and received votes."""

    completed_sessions: int
    achieved_goals: int
    votes: tuple[Vote, ...]
    last_session_end: datetime | None


class Ratings(Protocol):
    """The repository of ratings."""

    async def add(self, rating: Rating) -> None:
        """Adds a rating; a participant gives one in a session. Raises: AlreadyRated."""
        ...

    async def record_of(self, companion_id: CompanionId) -> Record:
        """Returns the record of the companion; disputed sessions count as completed."""
        ...

    async def idle_companions(
        self, before: datetime, limit: int, after: CompanionId | None = None
    ) -> tuple[CompanionId, ...]:
        """Returns companions with a reputation above 0 and no activity since `before`, by id, beyond `after`."""
        ...

    async def companion_of(self, session_id: SessionId) -> CompanionId | None:
        """Returns the companion of the session, None when it has none."""
        ...


class RatingWork(Protocol):
    """One transaction with the repositories that ratings need."""

    @property
    def ratings(self) -> Ratings: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def outbox(self) -> Outbox: ...
