"""What matching asks; each question is one statement."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.matching.model import Candidate, Wish
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId


@frozen
class Calendar:
    """What a companion has published and given away."""

    slots: tuple[Slot, ...] = ()
    bookings: tuple[Booking, ...] = ()


@frozen
class Wanted:
    """A session that looks for a companion, and the keywords of its goal."""

    session: Session
    keywords: tuple[str, ...] = ()


class MatchingViews(Protocol):
    """Reads for matching."""

    async def wanted(self, session_id: SessionId) -> Wanted | None:
        """The session, whoever asks: the caller checks whose it is."""
        ...

    async def candidates(self, seeker_id: UserId, wish: Wish, since: datetime, limit: int) -> tuple[Candidate, ...]:
        """Approved, active companions other than the seeker's own that fulfil the wish.

        At most `limit`: online first, then by reputation, then by id. `selections` counts matches after `since`.
        """
        ...

    async def cards(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, CompanionCard]:
        """Those of these companions that are still offered, as others see them."""
        ...

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        """The slots and live bookings of these companions; each has an entry."""
        ...
