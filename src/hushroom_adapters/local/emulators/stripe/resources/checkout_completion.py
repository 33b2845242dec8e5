"""Checkout Sessions whose payment succeeded: they are complete, also when nobody comes back from the bank's page."""

from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource


def open_checkout_of(desk: Desk, intent: Resource) -> Resource | None:
    """Returns the open Checkout Session that made the intent, None when there is none."""
    name = intent.get("_checkout")
    checkout = desk.find("checkout.session", name) if name else None
    return checkout if checkout is not None and checkout["status"] == "open" else None


def completed(desk: Desk, intent: Resource) -> None:
    """Completes the Checkout Session of an intent that holds or has taken the money."""
    checkout = open_checkout_of(desk, intent)
    if checkout is None:
        return
    paid = "paid" if intent["status"] == "succeeded" else "unpaid"
    after = desk.save(checkout | {"status": "complete", "payment_status": paid, "url": None})
    announce(desk, "checkout.session.completed", after)
