"""Ratings and the record behind a companion's reputation, in memory."""

from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.model import Companion
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.ratings.model import Rating, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import ENDED, FULFILLED
from hushroom_domain.shared.ids import CompanionId, SessionId


def ratings_received(tables: Tables, companion: Companion) -> tuple[Rating, ...]:
    """Returns the ratings of the companion's user in sessions that the companion served."""
    return tuple(
        rating
        for rating in tables.ratings.values()
        if rating.rated_user_id == companion.user_id and _served(tables, rating.session_id, companion.id)
    )


def _served(tables: Tables, session_id: SessionId, companion_id: CompanionId) -> bool:
    session = tables.sessions.get(session_id)
    return session is not None and session.companion_id == companion_id


@frozen
class MemoryRatings:
    """Implements `Ratings`."""

    tables: Tables

    async def add(self, rating: Rating) -> None:
        theirs = {(one.session_id, one.rater_id) for one in self.tables.ratings.values()}
        if (rating.session_id, rating.rater_id) in theirs:
            raise AlreadyRated
        self.tables.ratings.put(rating.id, rating)

    async def record_of(self, companion_id: CompanionId) -> Record:
        companion = self.tables.companions.get(companion_id)
        ended = self._ended(companion_id)
        completed = [session for session in ended if session.status in FULFILLED]
        goals = (goal_of(self.tables, session.id) for session in completed)
        ratings = ratings_received(self.tables, companion) if companion else ()
        return Record(
            completed_sessions=len(completed),
            achieved_goals=sum(goal is not None and goal.is_achieved is True for goal in goals),
            votes=tuple(Vote(rating.scores, rating.created_at) for rating in ratings),
            last_session_end=max((session.ended_at for session in ended if session.ended_at), default=None),
        )

    async def idle_companions(
        self, before: datetime, limit: int, after: CompanionId | None = None
    ) -> tuple[CompanionId, ...]:
        idle = (
            companion.id
            for companion in self.tables.companions.values()
            if (after is None or companion.id > after)
            and companion.stats.reputation_score > 0
            and self._last_activity(companion) < before
        )
        return tuple(sorted(idle)[:limit])

    async def companion_of(self, session_id: SessionId) -> CompanionId | None:
        session = self.tables.sessions.get(session_id)
        return session.companion_id if session else None

    def _ended(self, companion_id: CompanionId) -> list[Session]:
        sessions = self.tables.sessions.values()
        return [session for session in sessions if session.companion_id == companion_id and session.status in ENDED]

    def _last_activity(self, companion: Companion) -> datetime:
        moments = [
            companion.created_at,
            companion.last_active_at,
            *(session.ended_at for session in self._ended(companion.id)),
            *(rating.created_at for rating in ratings_received(self.tables, companion)),
        ]
        return max(moment for moment in moments if moment is not None)


class MemoryRatingRepositories(MemoryRepositories):
    """The repositories of ratings in one transaction."""

    @property
    def ratings(self) -> MemoryRatings:
        return MemoryRatings(self.tables)
