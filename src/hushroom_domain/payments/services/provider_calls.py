"""The calls at the payment provider, and the decision about the missing one."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hushroom_domain.payments.model import Instruction, IntentState, Payment, ProviderSnapshot, Refund, RefundStatus
from hushroom_domain.payments.services.renewal import is_renewal_due
from hushroom_domain.payments.state_machine import OPEN, PaymentStatus


@frozen
class OpenIntent:
    """Creates the payment's intent; no money is held by it yet."""


@frozen
class ConfirmIntent:
    """Holds the money on the card that the payer chose."""

    intent_id: str
    method_id: str


@frozen
class CaptureIntent:
    """Takes the payment's amount out of the held money and releases the rest."""

    intent_id: str


@frozen
class ReleaseIntent:
    """Cancels the intent, so that the held money is free again."""

    intent_id: str


@frozen
class CreateRefund:
    """Gives one part of the captured money back."""

    intent_id: str
    refund: Refund


@frozen
class OpenReplacement:
    """Creates the intent that replaces one whose hold is about to lapse; no money is held by it yet."""

    intent_id: str
    attempted_at: datetime


@frozen
class ConfirmReplacement:
    """Holds the money again, on the kept card and without its holder."""

    intent_id: str


@frozen
class RetrieveIntent:
    """Reads the state of the intent."""

    intent_id: str


ProviderCall = (
    OpenIntent
    | ConfirmIntent
    | CaptureIntent
    | ReleaseIntent
    | CreateRefund
    | OpenReplacement
    | ConfirmReplacement
    | RetrieveIntent
)

_UNHELD = frozenset({PaymentStatus.FAILED, PaymentStatus.CANCELLED})
_CLOSED = frozenset({IntentState.CAPTURED, IntentState.CANCELLED, IntentState.MISSING})
"""The states of an intent that can hold no money any more."""


def decide(
    payment: Payment, refunds: Sequence[Refund], snapshot: ProviderSnapshot | None, now: datetime
) -> ProviderCall | None:
    """Returns the one call that is missing between the payment's present and its wanted state, None when none is.

    `snapshot` is the provider's newest answer; one about another intent than the payment's is ignored. Without an
    answer, the intent is retrieved when nothing else is missing. A payment that ended without an intent needs no call.
    """
    intent_id = payment.intent_id
    if intent_id is None:
        return OpenIntent() if payment.status is PaymentStatus.PENDING else None
    if snapshot is not None and snapshot.intent_id != intent_id:
        snapshot = None
    for refund in refunds:
        if refund.status is RefundStatus.REQUESTED:
            return CreateRefund(intent_id, refund)
    if is_renewal_due(payment, now):
        return _renewal(payment, intent_id)
    if _is_unwanted(payment, snapshot):
        return ReleaseIntent(intent_id)
    if payment.instruction is Instruction.CAPTURE and payment.status is PaymentStatus.AUTHORIZED:
        return CaptureIntent(intent_id)
    return None if snapshot is not None else RetrieveIntent(intent_id)


def _renewal(payment: Payment, intent_id: str) -> ProviderCall:
    if payment.next_intent_id is None:
        return OpenReplacement(intent_id, payment.attempted_at)
    return ConfirmReplacement(payment.next_intent_id)


def _is_unwanted(payment: Payment, snapshot: ProviderSnapshot | None) -> bool:
    """Returns whether the intent is not wanted and may still hold money."""
    if payment.status in _UNHELD and snapshot is not None:
        return snapshot.state not in _CLOSED
    if payment.status is PaymentStatus.FAILED:
        return True
    return payment.instruction is Instruction.RELEASE and payment.status in OPEN
