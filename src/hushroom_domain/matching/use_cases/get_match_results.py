"""Reading the last match results of a session."""

from attrs import frozen

from hushroom_domain.matching.model import Match
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.queries import MatchingQueries
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class GetMatchResults:
    """Returns the last result while the session is pending and its lifetime lasts; an empty one otherwise.

    Anybody but the seeker gets an empty result. Companions that have left or were suspended since are left out.
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
