"""The ports of matching."""

from datetime import timedelta
from typing import Protocol

from hushroom_domain.availability.ports import Bookings, Slots
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import Users
from hushroom_domain.matching.model import CandidateSearch, ScoredCandidate
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Outbox


class Candidates(Protocol):
    """Finds the companions that suit a session best."""

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        """Returns the first `limit` candidates of the search, scored and in the order of `rank`.

        A change of a companion may be missing for a second. The caller checks each companion before it is offered.
        """
        ...


class MatchResults(Protocol):
    """Keeps the last result of each session for a while; an early loss does no harm.

    A result belongs to the keywords of the goal for which it was found: after a change of them there is none.
    """

    async def save(
        self, session_id: SessionId, keywords: tuple[str, ...], found: tuple[ScoredCandidate, ...], lifetime: timedelta
    ) -> None: ...

    async def get(self, session_id: SessionId, keywords: tuple[str, ...]) -> tuple[ScoredCandidate, ...]:
        """Returns the last result for these keywords until its lifetime ends, then an empty one."""
        ...


class MatchingWork(Protocol):
    """One transaction with the repositories that matching needs."""

    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def slots(self) -> Slots: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def outbox(self) -> Outbox: ...
