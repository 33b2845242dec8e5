"""The queries of matching; each one is one statement."""

from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId


@frozen
class Calendar:
    """A companion's slots and its bookings; the slots may be blocks alone, where published hours do not matter."""

    slots: tuple[Slot, ...] = ()
    bookings: tuple[Booking, ...] = ()


@frozen
class OfferedCompanion:
    """A companion that may be offered now, with its calendar."""

    card: CompanionCard
    calendar: Calendar = Calendar()


@frozen
class SessionToMatch:
    """A session that looks for a companion, the keywords of its goal and the seeker's own profile as a companion.

    `newest_change` is the number of the newest change of candidates at the time of the query.
    """

    session: Session
    keywords: tuple[str, ...] = ()
    own: CompanionId | None = None
    newest_change: int = 0


class MatchingQueries(Protocol):
    """The queries of matching."""

    async def wanted(self, session_id: SessionId) -> SessionToMatch | None:
        """Returns the session; the caller checks the rights of the viewer."""
        ...

    async def offers(
        self, companions: Collection[CompanionId], *, with_hours: bool
    ) -> Mapping[CompanionId, OfferedCompanion]:
        """Returns those of the companions that are approved and active now.

        Without hours, the slots of their calendars are blocks alone: a session without an appointed time needs no more.
        """
        ...

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        """Returns the slots and live bookings of each of these companions; no companion is left out."""
        ...
