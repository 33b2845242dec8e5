"""The middle of a payment intent's life: confirmed, authenticated, charged, or declined."""

from attrs import frozen

from hushroom_adapters.local.emulators.stripe.cards import UNAUTHENTICATED, Decline
from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError, malformed
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.present import bare
from hushroom_adapters.local.emulators.stripe.resources import authentication
from hushroom_adapters.local.emulators.stripe.resources.charging import captured, disputed_by_card, failed_charge, held
from hushroom_adapters.local.emulators.stripe.resources.checkout_completion import completed
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import attached, card_of, declined, spent


@frozen(kw_only=True)
class Terms:
    """The parameters of the confirmation."""

    off_session: bool = False
    return_url: str | None = None
    error_on_requires_action: bool = False


def confirmed(desk: Desk, intent: Resource, terms: Terms) -> Resource:
    method = _usable(desk, intent)
    if not authentication.wanted(card_of(method), method, intent):
        return _charged(desk, intent, method)
    if terms.off_session:
        raise _refused(desk, intent, method, UNAUTHENTICATED)
    if terms.error_on_requires_action:
        raise declined(UNAUTHENTICATED, payment_method=bare(method))
    waiting = intent | {
        "status": "requires_action",
        "next_action": authentication.next_action(desk, intent, terms.return_url),
    }
    announce(desk, "payment_intent.requires_action", desk.save(waiting))
    return waiting


def authenticated(desk: Desk, intent: Resource, *, success: bool) -> Resource:
    """Records the holder's decision; the intent keeps a decline that follows, because no client waits for it."""
    method = desk.find("payment_method", intent["payment_method"])
    if not success:
        return _failed(desk, intent, authentication.failure(intent, bare(method)))
    known = desk.save(intent | {"next_action": None, "_authenticated": method["id"]})
    if known["confirmation_method"] == "manual":
        return desk.save(known | {"status": "requires_confirmation"})
    return _without_raising(desk, known, method)


def settled(desk: Desk, intent: Resource) -> Resource:
    """Records the card network's decision about an intent that was processing."""
    if intent["status"] != "processing":
        return intent
    method = desk.find("payment_method", intent["payment_method"])
    return _without_raising(desk, intent | {"processing": None}, method)


def _without_raising(desk: Desk, intent: Resource, method: Resource) -> Resource:
    try:
        return _charged(desk, intent, method)
    except StripeError as refusal:
        if not refusal.keeps_effects:
            raise
        return desk.find("payment_intent", intent["id"])


def _charged(desk: Desk, intent: Resource, method: Resource) -> Resource:
    if desk.processing_seconds:
        slow = intent | {"status": "processing", "processing": {"type": "card"}, "next_action": None}
        announce(desk, "payment_intent.processing", desk.save(slow))
        desk.later("payment_intent.settle", slow, desk.processing_seconds)
        return slow
    decline = card_of(method).decline
    if decline is not None:
        raise _refused(desk, intent, method, decline)
    return _held_or_taken(desk, _kept_for_later(desk, intent, method), method)


def _held_or_taken(desk: Desk, intent: Resource, method: Resource) -> Resource:
    charge = held(desk, intent, method)
    intent = intent | {"latest_charge": charge["id"], "last_payment_error": None, "next_action": None}
    if intent["capture_method"] != "manual":
        return succeeded(desk, intent, charge, intent["amount"], "charge.succeeded")
    intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
    announce(desk, "charge.succeeded", charge)
    announce(desk, "payment_intent.amount_capturable_updated", desk.save(intent))
    desk.later("payment_intent.expire", intent, desk.policy.hold_seconds)
    completed(desk, intent)
    return intent


def succeeded(desk: Desk, intent: Resource, charge: Resource, amount: int, told_as: str) -> Resource:
    """Ends a payment intent whose money is captured; its charge lives on."""
    charge = captured(desk, charge, amount)
    asynchronous = intent["capture_method"] == "automatic_async"
    announce(desk, told_as, charge | {"balance_transaction": None} if asynchronous else charge)
    intent = intent | {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    announce(desk, "payment_intent.succeeded", desk.save(intent))
    if asynchronous:
        announce(desk, "charge.updated", charge, {"balance_transaction": None})
    disputed_by_card(desk, charge)
    completed(desk, intent)
    return intent


def _usable(desk: Desk, intent: Resource) -> Resource:
    method = desk.find("payment_method", intent["payment_method"], "payment_method")
    if method["_spent"]:
        raise spent()
    if method["customer"] not in {None, intent["customer"]}:
        raise malformed(
            f"The PaymentMethod {method['id']} belongs to the Customer {method['customer']}. Please include that "
            "customer in the `customer` parameter of the PaymentIntent.",
            "payment_method",
        )
    return method


def _kept_for_later(desk: Desk, intent: Resource, method: Resource) -> Resource:
    """Attaches the card to the customer with `setup_future_usage`; else a card without customer is used up."""
    if intent["setup_future_usage"] and intent["customer"]:
        if method["customer"] is None:
            method = attached(desk, method, intent["customer"])
        desk.save(method | {"_set_up": True})
    elif method["customer"] is None:
        desk.save(method | {"_spent": True})
    return intent


def _refused(desk: Desk, intent: Resource, method: Resource, decline: Decline) -> StripeError:
    charge = failed_charge(desk, intent, method, decline)
    error = declined(decline, charge=charge["id"], payment_method=bare(method))
    remembered = error.body("")["error"]
    remembered.pop("request_log_url")
    after = _failed(desk, intent | {"latest_charge": charge["id"]}, remembered)
    error.more["payment_intent"] = bare(after)
    return error


def _failed(desk: Desk, intent: Resource, error: Resource) -> Resource:
    after = desk.save(
        intent
        | {
            "status": "requires_payment_method",
            "payment_method": None,
            "next_action": None,
            "processing": None,
            "last_payment_error": error,
        }
    )
    announce(desk, "payment_intent.payment_failed", after)
    return after
