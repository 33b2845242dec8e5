"""Recomputing a companion's reputation."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion, ReputationStats
from hushroom_domain.ratings.ports import RatingWork, Record
from hushroom_domain.ratings.services.reputation import Tally, decayed, success_rate
from hushroom_domain.shared.ids import CompanionId, SessionId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RecomputeReputation:
    """Computes sessions, success rate, average and reputation from the whole record, so that no counter can drift.

    Raises: CompanionNotFound.
    """

    begin: Begin[RatingWork]
    clock: Clock

    async def of_session(self, session_id: SessionId) -> None:
        """Recomputes the reputation of the session's companion, if it has one. Raises: CompanionNotFound."""
        async with self.begin() as work:
            companion_id = await work.ratings.companion_of(session_id)
        if companion_id is not None:
            await self(companion_id)

    async def __call__(self, companion_id: CompanionId) -> None:
        async with self.begin() as work:
            companion = await work.companions.lock(companion_id)
            stats = stats_of(companion, await work.ratings.record_of(companion_id), self.clock.now())
            if stats != companion.stats:
                await work.companions.save(evolve(companion, stats=stats))


def stats_of(companion: Companion, record: Record, now: datetime) -> ReputationStats:
    """Returns the reputation that follows from the record, decayed by the time since the last activity."""
    tally = Tally.replay(record.votes)
    moments = (companion.created_at, companion.last_active_at, record.last_session_end, tally.as_of)
    last_activity = max(moment for moment in moments if moment is not None)
    return ReputationStats(
        total_sessions=record.completed_sessions,
        success_rate=success_rate(record.achieved_goals, record.completed_sessions),
        average_rating=tally.average,
        reputation_score=decayed(tally.reputation, now - last_activity),
    )
