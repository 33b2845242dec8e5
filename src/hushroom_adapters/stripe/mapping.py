"""Maps Stripe's objects to values of the domain; pure, so that each status is tested without a server."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from stripe import Account, Charge, Customer, Dispute, ListObject, PaymentIntent, PaymentMethod, StripeObject
from stripe.params import PaymentIntentCreateParams

from hushroom_domain.payments.errors import ObjectMissing
from hushroom_domain.payments.ports import AccountState, HoldRequest
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.shared.money import Money

Thing = TypeVar("Thing", bound=StripeObject)
PAGE = 100
STATES = {
    "requires_capture": IntentState.AUTHORIZED,
    "succeeded": IntentState.CAPTURED,
    "canceled": IntentState.CANCELLED,
}
"""Every other status, also a future one of Stripe, means waiting, because an unknown status is never success."""
DISPUTES = {
    "needs_response": DisputeState.OPEN,
    "under_review": DisputeState.OPEN,
    "won": DisputeState.WON,
    "prevented": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_needs_response": DisputeState.NONE,  # an inquiry, which moves no money
    "warning_under_review": DisputeState.NONE,
    "warning_closed": DisputeState.NONE,
}
"""An unknown status counts as open, because then no money is moved."""
WORST_FIRST = (DisputeState.OPEN, DisputeState.LOST, DisputeState.WON, DisputeState.NONE)
NO_REASON = "The card was declined"


WITH_CHARGE = ["latest_charge"]


def intent_params(request: HoldRequest) -> PaymentIntentCreateParams:
    """Returns the parameters that create an intent: always the same for the same request."""
    return {
        "amount": request.amount.minor,
        "currency": request.amount.currency.lower(),
        "capture_method": "manual",
        # Only cards, because they can be held, and the payer can still confirm with 3-D Secure.
        "allowed_payment_method_types": ["card"],
        "transfer_group": str(request.session_id),
        "metadata": metadata_of(request),
        "expand": WITH_CHARGE,
    }


def metadata_of(request: HoldRequest) -> dict[str, str]:
    """Returns our ids, by which an object at Stripe is found again."""
    return {
        "payment_id": str(request.payment_id),
        "session_id": str(request.session_id),
        "payer_id": str(request.payer_id),
        "companion_id": str(request.companion_id),
    }


def id_of(thing: str | Customer | PaymentIntent | PaymentMethod) -> str:
    """Returns the id of an object that Stripe gives as an id or expanded."""
    return thing if isinstance(thing, str) else thing.id


def customer_of(intent: PaymentIntent) -> str | None:
    """Returns the id of the customer whose card is kept, None when Stripe leaves the field out."""
    customer = getattr(intent, "customer", None)
    return id_of(customer) if customer else None


def held_until(charge: Charge | None) -> datetime | None:
    """Returns the time at which the bank releases the hold by itself, as the card's network told Stripe."""
    details = getattr(charge, "payment_method_details", None)
    # Stripe leaves unknown fields out.
    before = getattr(getattr(details, "card", None), "capture_before", None)
    return datetime.fromtimestamp(before, UTC) if before else None


def snapshot_of(intent: PaymentIntent, disputes: Iterable[Dispute] = ()) -> ProviderSnapshot:
    """Returns the snapshot of an intent, whose `latest_charge` must be expanded."""
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
        failure=failure_of(intent) if state is IntentState.FAILED else None,
        client_secret=intent.client_secret,
        customer_id=customer_of(intent),
        held_until=held_until(charge) if state is IntentState.AUTHORIZED else None,
        is_challenged=intent.status == "requires_action",
    )


def missing_snapshot(intent_id: str, refusal: ObjectMissing) -> ProviderSnapshot:
    """Returns the snapshot of an intent that Stripe does not have any more."""
    return ProviderSnapshot(intent_id=intent_id, state=IntentState.MISSING, failure=refusal.text)


def state_of(intent: PaymentIntent) -> IntentState:
    """Returns the state of an intent; one that waits for another card after a declined one has failed."""
    if intent.status == "requires_payment_method" and intent.last_payment_error is not None:
        return IntentState.FAILED
    return STATES.get(intent.status, IntentState.WAITING)


def failure_of(intent: PaymentIntent) -> str:
    """Returns Stripe's reason, written for people, why the last card was declined."""
    error = intent.last_payment_error
    return (error.message if error else None) or NO_REASON


def charge_of(intent: PaymentIntent) -> Charge | None:
    """Returns the intent's newest charge."""
    charge = intent.latest_charge
    assert not isinstance(charge, str), "latest_charge is expanded"
    return charge


def refunded(charge: Charge) -> int:
    """Returns the refunded part of the captured money, in minor units.

    Stripe counts the released part of a hold as refunded too, and a wholly released hold as wholly refunded.
    """
    return max(charge.amount_refunded - (charge.amount - charge.amount_captured), 0)


def money(minor: int, intent: PaymentIntent) -> Money:
    return Money(minor, intent.currency.upper())


def account_state(account: Account) -> AccountState | None:
    """Returns the permissions of a connected account, None when it is deleted; a missing permission counts as no."""
    if account.to_dict().get("deleted"):
        return None
    return AccountState(charges_enabled=bool(account.charges_enabled), payouts_enabled=bool(account.payouts_enabled))


def marked(page: ListObject[Thing], name: str, value: str) -> Thing | None:
    """Returns the first object of the page with this metadata, None when there is none."""
    return next((thing for thing in page.data if thing.to_dict().get("metadata", {}).get(name) == value), None)
