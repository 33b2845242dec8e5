"""Recall the last matches of a session."""

from attrs import frozen

from hushroom_domain.matching.model import Match
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.queries import MatchingQueries
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class GetMatchResults:
    """The last result while it is fresh and the session still pending; empty otherwise, and for strangers.

    Without the companions that have left or were suspended since.
    """

    queries: MatchingQueries
    results: MatchResults

    async def __call__(self, session_id: SessionId, user_id: UserId) -> tuple[Match, ...]:
        matches = await self.results.get(session_id)
        wanted = await self.queries.wanted(session_id, [match.card.companion.id for match in matches])
        if wanted is None or wanted.session.seeker_id != user_id:
            return ()
        if wanted.session.status is not SessionStatus.PENDING_MATCH:
            return ()
        return tuple(match for match in matches if match.card.companion.id in wanted.offered)
