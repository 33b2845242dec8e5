"""Events of companions."""

from typing import ClassVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import CompanionId, UserId


@frozen
class CompanionApproved(Event):
    name: ClassVar[str] = "companion.approved"
    companion_id: CompanionId
    user_id: UserId


@frozen
class CompanionSuspended(Event):
    name: ClassVar[str] = "companion.suspended"
    companion_id: CompanionId
    user_id: UserId
    request_id: UUID | None = None
    """Distinguishes the suspensions of one companion; None in events of releases before it existed."""


@frozen
class CompanionReactivated(Event):
    name: ClassVar[str] = "companion.reactivated"
    companion_id: CompanionId
    user_id: UserId
    request_id: UUID
    """Distinguishes the reactivations of one companion."""
