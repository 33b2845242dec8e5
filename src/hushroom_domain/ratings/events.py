"""The events of ratings."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import CompanionId, RatingId, SessionId, UserId


@frozen(kw_only=True)
class RatingGiven(Event):
    name: ClassVar[str] = "rating.given"
    rating_id: RatingId
    session_id: SessionId
    rated_user_id: UserId


@frozen
class ReputationDecayDue(Event):
    """A companion has been idle so long that its reputation decays."""

    name: ClassVar[str] = "companion.standing_aged"
    companion_id: CompanionId
