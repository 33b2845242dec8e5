"""What matching asks; each question is one statement."""

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
    """What a companion has published and given away."""

    slots: tuple[Slot, ...] = ()
    bookings: tuple[Booking, ...] = ()


@frozen
class SessionToMatch:
    """A session that looks for a companion, and the keywords of its goal.

    `offered` are those of the companions that were asked about who are approved and active now.
    """

    session: Session
    keywords: tuple[str, ...] = ()
    offered: frozenset[CompanionId] = frozenset()


@frozen(kw_only=True)
class PoolLimits:
    """How many offers a request scores, and how many of them it takes a closer look at."""

    pool: int
    best: int


class MatchingQueries(Protocol):
    """Reads for matching."""

    async def wanted(self, session_id: SessionId, among: Collection[CompanionId] = ()) -> SessionToMatch | None:
        """The session, whoever asks, and who `among` these companions is offered: the caller checks whose it is."""
        ...

    async def shortlist(
        self, seeker_id: UserId, keywords: tuple[str, ...], criteria: Criteria, since: datetime, sizes: PoolLimits
    ) -> Shortlist:
        """The best offers, in the order of `rank`.

        Offers are approved, active companions other than the seeker's own that fulfil the wish, at most
        `sizes.pool` of them: online first, then by reputation, then by id. `selections` counts matches after `since`.
        """
        ...

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        """The slots and live bookings of these companions; each has an entry."""
        ...
