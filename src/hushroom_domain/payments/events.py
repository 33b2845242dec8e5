"""What payments announce."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId


@frozen
class PaymentActionRequired(Event):
    """Something asked of the provider is not done yet: pursue it."""

    name: ClassVar[str] = "payment.due"
    payment_id: PaymentId


@frozen(kw_only=True)
class HoldLapsed(Event):
    """The provider let go of the money of a session that had not begun, which is called off for it."""

    name: ClassVar[str] = "payment.hold_lapsed"
    session_id: SessionId
    seeker_id: UserId
    companion_user_id: UserId


@frozen(kw_only=True)
class HoldSuperseded(Event):
    """Nobody needs this hold any more, for there is another one or none is wanted: let it go."""

    name: ClassVar[str] = "payment.hold_left_over"
    payment_id: PaymentId
    intent_id: str


@frozen
class NoticeReceived(Event):
    """The provider told us something; its notice waits in the inbox."""

    name: ClassVar[str] = "payment.notice_received"
    notice_id: str
