"""Payments and earnings."""

from typing import Annotated, Any, TypedDict
from uuid import UUID

from hushroom_domain.payments.model import Payment, Refund, RefundReason, RefundStatus
from hushroom_domain.payments.rules.posting import LedgerAccount, Posting, PostingKind
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_http.api_v1.formatting import at, rate, signed
from hushroom_http.api_v1.response_shape import Answer, Decimal, Id, Time, member_of


class PaymentAnswer(Answer):
    """A payment; its money is written as decimal strings."""

    id: Id
    session_id: Id
    user_id: Id
    stripe_payment_intent_id: str | None
    stripe_customer_id: str | None
    amount: Decimal
    companion_payout: Decimal
    platform_fee: Decimal
    commission_rate: Decimal
    currency: str
    status: Annotated[str, member_of(PaymentStatus)]
    authorized_at: Time | None
    captured_at: Time | None
    refunded_at: Time | None
    refund_amount: Decimal | None
    refund_reason: Annotated[str, member_of(RefundReason)] | None
    failure_reason: str | None
    metadata: dict[str, Any] | None
    created_at: Time
    updated_at: Time


class PayablePaymentAnswer(PaymentAnswer):
    """A payment with the secret that its payer's browser needs to finish it."""

    client_secret: str


class CheckoutAnswer(Answer):
    """The URL of the provider's page on which the payer enters a card, and the payment that it is for."""

    url: str
    payment: PaymentAnswer


class RefundAnswer(Answer):
    """A refund of a part of a payment."""

    id: Id
    payment_id: Id
    amount: Decimal
    currency: str
    reason: Annotated[str, member_of(RefundReason)] | None
    status: Annotated[str, member_of(RefundStatus)]
    created_at: Time
    updated_at: Time


class PostingAnswer(Answer):
    """A ledger entry: money to (positive) or from (negative) an account."""

    payment_id: Id
    kind: Annotated[str, member_of(PostingKind)]
    account: Annotated[str, member_of(LedgerAccount)]
    owner_id: Id | None
    amount: Decimal
    currency: str
    posted_at: Time


class PaymentFields(TypedDict):
    """The fields of `PaymentAnswer`, for the answers that have them and more."""

    id: UUID
    session_id: UUID
    user_id: UUID
    stripe_payment_intent_id: str | None
    stripe_customer_id: str | None
    amount: str
    companion_payout: str
    platform_fee: str
    commission_rate: str
    currency: str
    status: str
    authorized_at: str | None
    captured_at: str | None
    refunded_at: str | None
    refund_amount: str | None
    refund_reason: str | None
    failure_reason: str | None
    metadata: dict[str, Any] | None
    created_at: str
    updated_at: str


def payment_answer(payment: Payment) -> PaymentAnswer:
    return PaymentAnswer(**payment_fields(payment))


def payable_payment_answer(payment: Payment) -> PayablePaymentAnswer:
    return PayablePaymentAnswer(**payment_fields(payment), client_secret=payment.client_secret or "")


def checkout_answer(payment: Payment) -> CheckoutAnswer:
    assert payment.page_url is not None
    return CheckoutAnswer(url=payment.page_url, payment=payment_answer(payment))


def refund_answer(refund: Refund) -> RefundAnswer:
    return RefundAnswer(
        id=refund.id,
        payment_id=refund.payment_id,
        amount=str(refund.amount),
        currency=refund.amount.currency,
        reason=refund.reason,
        status=refund.status,
        created_at=at(refund.created_at),
        updated_at=at(refund.updated_at),
    )


def posting_answer(posting: Posting) -> PostingAnswer:
    return PostingAnswer(
        payment_id=posting.payment_id,
        kind=posting.kind,
        account=posting.account,
        owner_id=posting.owner_id,
        amount=signed(posting.minor, posting.currency),
        currency=posting.currency,
        posted_at=at(posting.at),
    )


def payment_fields(payment: Payment) -> PaymentFields:
    """Returns the fields of a payment."""
    split = payment.split
    return {
        "id": payment.id,
        "session_id": payment.session_id,
        "user_id": payment.payer_id,
        "stripe_payment_intent_id": payment.intent_id,
        "stripe_customer_id": payment.customer_id,
        "amount": str(payment.amount),
        "companion_payout": str(split.share),
        "platform_fee": str(split.fee),
        "commission_rate": rate(payment.commission_basis_points),
        "currency": payment.amount.currency,
        "status": payment.status,
        "authorized_at": at(payment.authorized_at),
        "captured_at": at(payment.captured_at),
        "refunded_at": at(payment.refunded_at),
        "refund_amount": str(payment.refunded) if payment.refunded else None,
        "refund_reason": payment.refund_reason,
        "failure_reason": payment.failure,
        "metadata": None,
        "created_at": at(payment.created_at),
        "updated_at": at(payment.updated_at),
    }
