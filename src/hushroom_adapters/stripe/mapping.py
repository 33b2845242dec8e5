"""Stripe's objects in the domain's words; pure, so that every status can be tested without a server."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from stripe import Account, Charge, Customer, Dispute, ListObject, PaymentIntent, PaymentMethod, StripeObject
from stripe.params import PaymentIntentCreateParams

from hushroom_domain.payments.errors import ObjectMissing
from hushroom_domain.payments.model import DisputeState, HoldState, ProviderSnapshot
from hushroom_domain.payments.ports import AccountState, HoldRequest
from hushroom_domain.shared.money import Money

Thing = TypeVar("Thing", bound=StripeObject)
PAGE = 100
STATES = {
    "requires_capture": HoldState.AUTHORIZED,
    "succeeded": HoldState.CAPTURED,
    "canceled": HoldState.CANCELLED,
}
"""Every other status, also one that Stripe invents tomorrow, is waiting: an unknown status is never success."""
DISPUTES = {
    "needs_response": DisputeState.OPEN,
    "under_review": DisputeState.OPEN,
    "won": DisputeState.WON,
    "prevented": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_needs_response": DisputeState.NONE,  # an inquiry: no money has moved
    "warning_under_review": DisputeState.NONE,
    "warning_closed": DisputeState.NONE,
}
"""An unknown status counts as open, which keeps the money where it is."""
WORST_FIRST = (DisputeState.OPEN, DisputeState.LOST, DisputeState.WON, DisputeState.NONE)
NO_REASON = "The card was declined"


WITH_CHARGE = ["latest_charge"]


def intent_of(request: HoldRequest) -> PaymentIntentCreateParams:
    """What is asked for when an intent is made: the same each time for the same request."""
    return {
        "amount": request.amount.minor,
        "currency": request.amount.currency.lower(),
        "capture_method": "manual",
        # Cards alone: they can be held, and 3-D Secure stays possible when the payer confirms.
        "allowed_payment_method_types": ["card"],
        "transfer_group": str(request.session_id),
        "metadata": {
            "payment_id": str(request.payment_id),
            "session_id": str(request.session_id),
            "payer_id": str(request.payer_id),
            "companion_id": str(request.companion_id),
        },
        "expand": WITH_CHARGE,
    }


def id_of(thing: str | Customer | PaymentIntent | PaymentMethod) -> str:
    """The id of what may come as an id or whole."""
    return thing if isinstance(thing, str) else thing.id


def customer_of(intent: PaymentIntent) -> str | None:
    """The id of the customer whose card is kept; Stripe may leave the field out."""
    customer = getattr(intent, "customer", None)
    return id_of(customer) if customer else None


def held_until(charge: Charge | None) -> datetime | None:
    """When the bank lets the hold go by itself, as the card's network told Stripe."""
    details = getattr(charge, "payment_method_details", None)
    # Stripe leaves the field out where it has nothing to say.
    before = getattr(getattr(details, "card", None), "capture_before", None)
    return datetime.fromtimestamp(before, UTC) if before else None


def hold_of(intent: PaymentIntent, disputes: Iterable[Dispute] = ()) -> ProviderSnapshot:
    """The report that an intent amounts to; its `latest_charge` must be expanded."""
    state = state_of(intent)
    charge = charge_of(intent)
    found = [(DISPUTES.get(dispute.status, DisputeState.OPEN), dispute.amount) for dispute in disputes]
    worst = min((dispute for dispute, _ in found), key=WORST_FIRST.index, default=DisputeState.NONE)
    return ProviderSnapshot(
        intent_id=intent.id,
        state=state,
        captured=money(intent.amount_received, intent),
        refunded=money(refunded(charge) if charge else 0, intent),
        dispute=worst,
        disputed=money(sum(amount for dispute, amount in found if dispute is worst), intent),
        failure=failure_of(intent) if state is HoldState.FAILED else None,
        client_secret=intent.client_secret,
        customer_id=customer_of(intent),
        held_until=held_until(charge) if state is HoldState.AUTHORIZED else None,
        is_challenged=intent.status == "requires_action",
    )


def missing(intent_id: str, refusal: ObjectMissing) -> ProviderSnapshot:
    """The report of an intent that Stripe does not have any more."""
    return ProviderSnapshot(intent_id=intent_id, state=HoldState.MISSING, failure=refusal.text)


def state_of(intent: PaymentIntent) -> HoldState:
    """How the hold stands; an intent that waits for another card after one was declined has failed."""
    if intent.status == "requires_payment_method" and intent.last_payment_error is not None:
        return HoldState.FAILED
    return STATES.get(intent.status, HoldState.WAITING)


def failure_of(intent: PaymentIntent) -> str:
    """Why the last card was declined, in Stripe's words for people."""
    error = intent.last_payment_error
    return (error.message if error else None) or NO_REASON


def charge_of(intent: PaymentIntent) -> Charge | None:
    """The intent's newest charge."""
    charge = intent.latest_charge
    assert not isinstance(charge, str), "latest_charge is expanded"
    return charge


def refunded(charge: Charge) -> int:
    """What was given back of what was captured, in minor units.

    Stripe counts the part of a hold that was not captured as refunded too, and a released hold as wholly refunded.
    """
    return max(charge.amount_refunded - (charge.amount - charge.amount_captured), 0)


def money(minor: int, intent: PaymentIntent) -> Money:
    return Money(minor, intent.currency.upper())


def account_state(account: Account) -> AccountState | None:
    """Returns the permissions of a connected account; silence is a no, and the remains of a deleted one are None."""
    if account.to_dict().get("deleted"):
        return None
    return AccountState(charges_enabled=bool(account.charges_enabled), payouts_enabled=bool(account.payouts_enabled))


def marked(page: ListObject[Thing], name: str, value: str) -> Thing | None:
    """The first of the page with this metadata."""
    return next((thing for thing in page.data if thing.to_dict().get("metadata", {}).get(name) == value), None)
