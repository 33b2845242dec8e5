"""Charges: the movements of a card's money, under their payment intent; old code may capture one directly."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    filled,
    mapping,
    merged,
    metadata,
    page,
    positive,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed
from hushroom_adapters.local.emulators.stripe.resources.payment_intents import taken

FILTERS = ("customer", "payment_intent", "transfer_group")


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("charge", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "charge", "/v1/charges", **call.given(*FILTERS))


def update(desk: Desk, call: Call) -> Resource:
    charge = desk.find("charge", call.path["id"])
    after = charge | call.given("description", "receipt_email", "shipping", "transfer_group", "fraud_details")
    if "metadata" in call.params:
        after["metadata"] = merged(charge["metadata"], call.params["metadata"])
    announce(desk, "charge.updated", desk.save(after), changed(charge, after))
    return after


def capture(desk: Desk, call: Call) -> Resource:
    charge = desk.find("charge", call.path["id"])
    if charge["captured"]:
        raise invalid(f"Charge {charge['id']} has already been captured.", code="charge_already_captured")
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if not charge["paid"]:
        raise invalid(f"Charge {charge['id']} failed and cannot be captured.", code="charge_not_capturable")
    amount = call.get("amount", charge["amount"])
    if amount > charge["amount"]:
        raise invalid("You cannot capture more than the charge's amount.", "amount", "amount_too_large")
    taken(desk, desk.find("payment_intent", charge["payment_intent"]), amount)
    return desk.find("charge", charge["id"])


OPERATIONS = (
    get("charges.list", "/v1/charges", listing, page(**dict.fromkeys(FILTERS, filled))),
    get("charges.retrieve", "/v1/charges/{id}", retrieve),
    post(
        "charges.update", "/v1/charges/{id}", update,
        accepts(
            description=text, receipt_email=text, shipping=mapping, transfer_group=text, fraud_details=mapping,
            metadata=metadata,
        ),
    ),
    post("charges.capture", "/v1/charges/{id}/capture", capture, accepts(amount=positive)),
)  # fmt: skip
