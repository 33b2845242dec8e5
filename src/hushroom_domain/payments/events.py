"""The events of payments."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId


@frozen
class PaymentActionRequired(Event):
    """A payment may miss a call at the provider: the reconciler decides and makes it."""

    name: ClassVar[str] = "payment.due"
    payment_id: PaymentId


@frozen(kw_only=True)
class HoldLapsed(Event):
    """The provider released the money of a session that had not begun; the session is cancelled."""

    name: ClassVar[str] = "payment.hold_lapsed"
    session_id: SessionId
    seeker_id: UserId
    companion_user_id: UserId


@frozen(kw_only=True)
class HoldSuperseded(Event):
    """An intent is not needed any more, because another one replaced it or none is wanted; it is to be released."""

    name: ClassVar[str] = "payment.hold_left_over"
    payment_id: PaymentId
    intent_id: str


@frozen
class CustomerDeletionDue(Event):
    """The payer to whom a customer at the provider belongs was erased; the customer is to be deleted."""

    name: ClassVar[str] = "payment.customer_deletion_due"
    customer_id: str


@frozen
class NoticeReceived(Event):
    """A notice of the provider waits in the inbox."""

    name: ClassVar[str] = "payment.notice_received"
    notice_id: str


@frozen(kw_only=True)
class MoneyHeld(Event):
    """The provider holds the money of a session, which takes place now."""

    name: ClassVar[str] = "payment.money_held"
    payment_id: PaymentId
    session_id: SessionId
    payer_id: UserId
    companion_user_id: UserId


@frozen(kw_only=True)
class MoneyCaptured(Event):
    """The provider took the money of a session for the first time."""

    name: ClassVar[str] = "payment.money_captured"
    payment_id: PaymentId
    session_id: SessionId
    payer_id: UserId
    companion_user_id: UserId


@frozen(kw_only=True)
class MoneyReleased(Event):
    """The provider let the held money of a session go, and none of it was taken."""

    name: ClassVar[str] = "payment.money_released"
    payment_id: PaymentId
    payer_id: UserId


@frozen(kw_only=True)
class MoneyRefunded(Event):
    """The provider gave money back; `refunded_minor` is all that was given back so far, in minor units."""

    name: ClassVar[str] = "payment.money_refunded"
    payment_id: PaymentId
    payer_id: UserId
    refunded_minor: int


@frozen
class VerificationReported(Event):
    """The provider announced news about a session in which it verifies an identity."""

    name: ClassVar[str] = "identity.verification_reported"
    session_id: str
