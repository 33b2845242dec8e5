"""Recall the last matches of a session."""

from attrs import frozen

from hushroom_domain.matching.model import Match
from hushroom_domain.matching.ports import MatchingWork, MatchResults
from hushroom_domain.sessions.machine import Status
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Begin


@frozen
class RecallMatches:
    """The last result while it is fresh and the session still pending; empty otherwise, and for strangers."""

    begin: Begin[MatchingWork]
    results: MatchResults

    async def __call__(self, session_id: SessionId, user_id: UserId) -> tuple[Match, ...]:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is None or session.seeker_id != user_id or session.status is not Status.PENDING_MATCH:
            return ()
        return await self.results.get(session_id)
