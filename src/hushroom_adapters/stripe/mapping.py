"""Stripe's objects in the domain's words; pure, so that every status can be tested without a server."""

from collections.abc import Iterable

from stripe import Charge, Dispute, PaymentIntent

from hushroom_domain.payments.model import DisputeState, Hold, HoldState
from hushroom_domain.payments.ports import AccountState
from hushroom_domain.shared.money import Money

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


def hold_of(intent: PaymentIntent, disputes: Iterable[Dispute] = ()) -> Hold:
    """The report that an intent amounts to; its `latest_charge` must be expanded."""
    state = state_of(intent)
    charge = charge_of(intent)
    found = [(DISPUTES.get(dispute.status, DisputeState.OPEN), dispute.amount) for dispute in disputes]
    worst = min((dispute for dispute, _ in found), key=WORST_FIRST.index, default=DisputeState.NONE)
    return Hold(
        intent_id=intent.id,
        state=state,
        captured=money(intent.amount_received, intent),
        refunded=money(refunded(charge) if charge else 0, intent),
        dispute=worst,
        disputed=money(sum(amount for dispute, amount in found if dispute is worst), intent),
        failure=failure_of(intent) if state is HoldState.FAILED else None,
        client_secret=intent.client_secret,
    )


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


def account_state(charges_enabled: bool | None, payouts_enabled: bool | None) -> AccountState:
    """What a connected account may do; silence is a no."""
    return AccountState(charges_enabled=bool(charges_enabled), payouts_enabled=bool(payouts_enabled))
