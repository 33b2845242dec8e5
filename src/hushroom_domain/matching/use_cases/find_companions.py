"""Finding companions for a session."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.matching.model import NO_CRITERIA, CandidateSearch, Criteria, Match, ScoredCandidate
from hushroom_domain.matching.policy import CALENDAR_PAGES, FAIRNESS_WINDOW, MAX_RESULTS, RESULT_LIFETIME
from hushroom_domain.matching.ports import Candidates, MatchResults
from hushroom_domain.matching.queries import MatchingQueries, OfferedCompanion, SessionToMatch
from hushroom_domain.matching.services.eligibility import SeatRequest, has_room
from hushroom_domain.sessions.errors import NotPendingMatch, NotSessionOwner, SessionNotFound
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Clock


@frozen
class FindCompanions:
    """Returns the best companions that are free for a session, best first, and stores their scores for half an hour.

    Raises: SessionNotFound, NotSessionOwner, NotPendingMatch.
    """

    clock: Clock
    queries: MatchingQueries
    candidates: Candidates
    results: MatchResults

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        criteria: Criteria = NO_CRITERIA

    async def __call__(self, command: Command) -> tuple[Match, ...]:
        now = self.clock.now()
        wanted = await self._wanted(command)
        matches = await self._free(command.criteria, wanted, now)
        found = tuple(ScoredCandidate(match.card.companion.id, match.score) for match in matches)
        await self.results.save(command.session_id, wanted.keywords, found, RESULT_LIFETIME)
        return matches

    async def _wanted(self, command: Command) -> SessionToMatch:
        wanted = await self.queries.wanted(command.session_id)
        if wanted is None:
            raise SessionNotFound
        if wanted.session.seeker_id != command.user_id:
            raise NotSessionOwner
        if wanted.session.status is not SessionStatus.PENDING_MATCH:
            raise NotPendingMatch
        return wanted

    async def _free(self, criteria: Criteria, wanted: SessionToMatch, now: datetime) -> tuple[Match, ...]:
        """Returns the best companions whose calendar has room; reads a page of offers at a time."""
        search = CandidateSearch(
            keywords=wanted.keywords,
            criteria=criteria,
            since=now - FAIRNESS_WINDOW,
            own=wanted.own,
            newest_change=wanted.newest_change,
        )
        seat = SeatRequest.of(wanted.session, now)
        found: list[Match] = []
        for page in range(CALENDAR_PAGES):
            best = await self.candidates.best(search, (page + 1) * MAX_RESULTS)
            asked = [one.companion_id for one in best[page * MAX_RESULTS :]]
            offers = await self.queries.offers(asked, with_hours=wanted.session.scheduled_at is not None)
            found += [
                Match(offer.card, one.score)
                for one in best[page * MAX_RESULTS :]
                if (offer := offers.get(one.companion_id)) and _fits(offer, criteria, seat)
            ]
            if len(found) >= MAX_RESULTS or len(best) < (page + 1) * MAX_RESULTS:
                break
        return tuple(found[:MAX_RESULTS])


def _fits(offer: OfferedCompanion, criteria: Criteria, seat: SeatRequest) -> bool:
    """Returns whether the offer as it is now meets the criteria and has room for the session."""
    return criteria.admits(offer.card) and has_room(seat, offer.card.companion, offer.calendar)
