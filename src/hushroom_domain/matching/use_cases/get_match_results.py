"""Reading the last match results of a session."""

from attrs import frozen

from hushroom_domain.matching.model import Match
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.queries import MatchingQueries
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class GetMatchResults:
    """Returns the last result while the session is pending, its goal has the same keywords and its lifetime lasts.

    It is empty otherwise.

    Anybody but the seeker gets an empty result. The scores are those of the search, the cards are read again;
    companions that have left or were suspended since are left out.
    """

    queries: MatchingQueries
    results: MatchResults

    async def __call__(self, session_id: SessionId, user_id: UserId) -> tuple[Match, ...]:
        wanted = await self.queries.wanted(session_id)
        if wanted is None or wanted.session.seeker_id != user_id:
            return ()
        if wanted.session.status is not SessionStatus.PENDING_MATCH:
            return ()
        found = await self.results.get(session_id, wanted.keywords)
        offers = await self.queries.offers([one.companion_id for one in found], with_hours=False) if found else {}
        return tuple(Match(offers[one.companion_id].card, one.score) for one in found if one.companion_id in offers)
