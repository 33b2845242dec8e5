"""The calls at the payment provider, and the decision about the missing one."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hushroom_domain.payments.model import Instruction, Payment, Refund, RefundStatus
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.payments.services.renewal import is_renewal_due
from hushroom_domain.payments.state_machine import OPEN, PaymentStatus


@frozen
class OpenIntent:
    """Creates the payment's intent; no money is held by it yet."""


@frozen
class OpenPage:
    """Creates the provider's hosted page on which the payer enters a card; no money is held by it yet."""


@frozen
class ClosePage:
    """Expires the hosted page, so that no card can be entered on it any more; money that it holds stays held."""

    page_id: str


@frozen
class RetrievePage:
    """Reads the state of the hosted page and of its intent."""

    page_id: str


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
    | OpenPage
    | ClosePage
    | RetrievePage
)

_UNHELD = frozenset({PaymentStatus.FAILED, PaymentStatus.CANCELLED})
_CLOSED = frozenset({IntentState.CAPTURED, IntentState.CANCELLED, IntentState.MISSING})
"""The states of an intent that can hold no money any more."""


def decide(
    payment: Payment, refunds: Sequence[Refund], snapshot: ProviderSnapshot | None, now: datetime
) -> ProviderCall | None:
    """Returns the one call that is missing between the payment's present and its wanted state, None when none is.

    `snapshot` is the provider's newest answer; one about another intent or page than the payment's is ignored. Without
    an answer, the intent or the page is retrieved when nothing else is missing. A payment that ended without an intent
    and without a page needs no call.
    """
    if payment.provider_id is None:
        return opening_call(payment) if payment.status is PaymentStatus.PENDING else None
    if snapshot is not None and payment.provider_id not in {snapshot.page_id, snapshot.found_intent_id}:
        snapshot = None
    if payment.is_on_page:
        return _page_call(payment, payment.provider_id, snapshot)
    return _intent_call(payment, payment.provider_id, refunds, snapshot, now)


def _intent_call(
    payment: Payment, intent_id: str, refunds: Sequence[Refund], snapshot: ProviderSnapshot | None, now: datetime
) -> ProviderCall | None:
    """Returns the missing call while the intent decides: refunds first, then a renewal, a release or a capture."""
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


def opening_call(payment: Payment) -> OpenIntent | OpenPage:
    """Returns the call that opens the payment at the provider, on a hosted page or without one."""
    return OpenPage() if payment.is_hosted else OpenIntent()


def looking_call(payment: Payment) -> RetrieveIntent | RetrievePage | None:
    """Returns the call that shows how the payment stands, None for a payment that the provider does not know yet."""
    if payment.provider_id is None:
        return None
    return RetrievePage(payment.provider_id) if payment.is_on_page else RetrieveIntent(payment.provider_id)


def closing_call(payment: Payment) -> ReleaseIntent | ClosePage | None:
    """Returns the call after which a pending payment can hold no money, None when there is nothing to close."""
    if payment.provider_id is None:
        return None
    return ClosePage(payment.provider_id) if payment.is_on_page else ReleaseIntent(payment.provider_id)


def _page_call(payment: Payment, page_id: str, snapshot: ProviderSnapshot | None) -> ProviderCall | None:
    """Returns the missing call while the page decides: the page of an unwanted payment is closed, not its intent.

    The provider cancels the intent of an open page only together with the page. The intent of a page on which the payer
    has paid can be released.
    """
    if _is_unwanted(payment, snapshot):
        if snapshot is not None and snapshot.state is IntentState.AUTHORIZED:
            return ReleaseIntent(snapshot.intent_id)
        return ClosePage(page_id)
    return None if snapshot is not None else RetrievePage(page_id)


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
