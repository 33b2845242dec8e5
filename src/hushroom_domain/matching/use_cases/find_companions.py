"""Finding companions for a session."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.matching.model import NO_CRITERIA, Criteria, Match
from hushroom_domain.matching.policy import (
    CALENDAR_PAGES,
    FAIRNESS_WINDOW,
    MAX_CANDIDATES,
    MAX_RESULTS,
    RESULT_LIFETIME,
)
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.queries import Calendar, MatchingQueries, PoolLimits, SessionToMatch
from hushroom_domain.matching.services.eligibility import has_room
from hushroom_domain.sessions.errors import NotPendingMatch, NotSessionOwner, SessionNotFound
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Clock


@frozen
class FindCompanions:
    """Returns the best companions that are free for a session, best first, and stores them for half an hour.

    Raises: SessionNotFound, NotSessionOwner, NotPendingMatch.
    """

    clock: Clock
    queries: MatchingQueries
    results: MatchResults

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        criteria: Criteria = NO_CRITERIA

    async def __call__(self, command: Command) -> tuple[Match, ...]:
        now = self.clock.now()
        wanted = await self._wanted(command)
        matches = await self._free(command, wanted, now)
        await self.results.save(command.session_id, matches, RESULT_LIFETIME)
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

    async def _free(self, command: Command, wanted: SessionToMatch, now: datetime) -> tuple[Match, ...]:
        """Returns the best companions whose calendar has room; reads a page of calendars at a time."""
        found: list[Match] = []
        for page in range(CALENDAR_PAGES):
            matches = await self._best(command, wanted, now, (page + 1) * MAX_RESULTS)
            found += await self._with_room(wanted.session, matches[page * MAX_RESULTS :], now)
            if len(found) >= MAX_RESULTS or len(matches) < (page + 1) * MAX_RESULTS:
                break
        return tuple(found[:MAX_RESULTS])

    async def _best(self, command: Command, wanted: SessionToMatch, now: datetime, limit: int) -> tuple[Match, ...]:
        shortlist = await self.queries.shortlist(
            command.user_id,
            wanted.keywords,
            command.criteria,
            now - FAIRNESS_WINDOW,
            PoolLimits(pool=MAX_CANDIDATES, best=limit),
        )
        return shortlist.matches(wanted.keywords, command.criteria)

    async def _with_room(self, session: Session, matches: tuple[Match, ...], now: datetime) -> list[Match]:
        calendars = await self.queries.calendars([match.card.companion.id for match in matches])
        return [
            match
            for match in matches
            if has_room(session, match.card.companion, calendars.get(match.card.companion.id, Calendar()), now)
        ]
