"""The queries of matching; each one is one statement."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.matching.model import Criteria, Shortlist
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId


@frozen
class Calendar:
    """A companion's published slots and its bookings."""

    slots: tuple[Slot, ...] = ()
    bookings: tuple[Booking, ...] = ()


@frozen
class SessionToMatch:
    """A session that looks for a companion, and the keywords of its goal.

    `offered` holds the companions of the query that are approved and active now.
    """

    session: Session
    keywords: tuple[str, ...] = ()
    offered: frozenset[CompanionId] = frozenset()


@frozen(kw_only=True)
class PoolLimits:
    """The number of candidates that a request scores (`pool`), and the number that it returns (`best`)."""

    pool: int
    best: int


class MatchingQueries(Protocol):
    """The queries of matching."""

    async def wanted(self, session_id: SessionId, among: Collection[CompanionId] = ()) -> SessionToMatch | None:
        """Returns the session and the eligible companions `among` these; the caller checks the rights of the viewer."""
        ...

    async def shortlist(
        self, seeker_id: UserId, keywords: tuple[str, ...], criteria: Criteria, since: datetime, sizes: PoolLimits
    ) -> Shortlist:
        """Returns the best candidates in the order of `rank`.

        Candidates are approved, active companions other than the seeker's own that meet the criteria, at most
        `sizes.pool` of them: online first, then by reputation, then by id. `selections` counts matches after `since`.
        """
        ...

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        """Returns the slots and live bookings of each of these companions; no companion is left out."""
        ...
