"""Checkout Sessions: a page on which a buyer enters a card; the payment intent is made with the first card."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, malformed, missing_param
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.forms import Form
from hushroom_adapters.local.emulators.stripe.money import check_amount, currency
from hushroom_adapters.local.emulators.stripe.names import fresh
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    array,
    boolean,
    filled,
    hash_of,
    integer,
    merged,
    metadata,
    one_of,
    page,
    positive,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources import payment_intents
from hushroom_adapters.local.emulators.stripe.resources.confirming import Terms, confirmed
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope, listed
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import from_data

SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
LEEWAY_SECONDS = 60
"""The part of the half hour that a request may take on its way."""
PLAIN = ("client_reference_id", "customer_email", "locale", "success_url", "cancel_url", "submit_type")
STATUSES = ("open", "complete", "expired")
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th",
    "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip


def create(desk: Desk, call: Call) -> Resource:
    items = [_item(item) for item in call.params["line_items"]]
    units = {item["currency"] for item in items}
    if len(units) != 1:
        raise malformed("The line items must have one currency and be one at least.", "line_items")
    total = sum(item["amount_total"] for item in items)
    check_amount(total, items[0]["currency"], "line_items")
    checkout = desk.add(_blank(desk, call, items, total))
    desk.later("checkout.session.expire", checkout, checkout["expires_at"] - desk.now())
    return checkout


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("checkout.session", call.path["id"])


def listing_of(desk: Desk, call: Call) -> Resource:
    where = call.given("customer", "payment_intent", "status")
    return listed(desk, call, "checkout.session", "/v1/checkout/sessions", **where)


def items_of(desk: Desk, call: Call) -> Resource:
    checkout = desk.find("checkout.session", call.path["id"])
    return envelope(f"/v1/checkout/sessions/{checkout['id']}/line_items", checkout["_items"])


def update(desk: Desk, call: Call) -> Resource:
    checkout = desk.find("checkout.session", call.path["id"])
    return desk.save(checkout | {"metadata": merged(checkout["metadata"], call.get("metadata", {}))})


def expire(desk: Desk, call: Call) -> Resource:
    checkout = desk.find("checkout.session", call.path["id"])
    if checkout["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f"`{checkout['status']}`."
        )
    return expired(desk, checkout)


def timed_out(desk: Desk, checkout: Resource) -> None:
    """Expires a session that nobody finished in time; one whose payment is under way waits for it."""
    if checkout["status"] == "open":
        expired(desk, checkout)


def expired(desk: Desk, checkout: Resource) -> Resource:
    """Expires the session together with its payment intent."""
    if checkout["payment_intent"] is not None:
        intent = desk.find("payment_intent", checkout["payment_intent"])
        if intent["status"] in payment_intents.MACHINE["canceled"]:
            payment_intents.canceled(desk, intent, "expired")
    after = desk.save(checkout | {"status": "expired", "url": None})
    announce(desk, "checkout.session.expired", after)
    return after


def paid_with(desk: Desk, checkout: Resource, card: Form, return_url: str) -> Resource:
    """Confirms the session's payment intent with a card that the buyer entered; returns the intent.

    The intent is made with the first card, and the same one is used for every other card.
    """
    intent = _intent(desk, checkout)
    method = from_data(desk, {"type": "card", "card": card}, "payment_method_data[card]")
    chosen = intent | {"payment_method": method["id"], "status": "requires_confirmation", "next_action": None}
    return confirmed(desk, desk.save(chosen), Terms(return_url=return_url))


def _intent(desk: Desk, checkout: Resource) -> Resource:
    if checkout["payment_intent"] is not None:
        return desk.find("payment_intent", checkout["payment_intent"])
    terms = {"amount": checkout["amount_total"], "currency": checkout["currency"]} | checkout["_intent_data"]
    if checkout["customer"]:
        terms["customer"] = checkout["customer"]
    intent = payment_intents.create(desk, Call(params=terms, path={}))
    desk.save(checkout | {"payment_intent": intent["id"]})
    return desk.save(intent | {"_checkout": checkout["id"]})


def _item(given: Form) -> Resource:
    item = ITEM("line_items", given)
    price, quantity = item["price_data"], item.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return {
        "id": fresh("item"), "object": "item", "amount_discount": 0, "amount_subtotal": amount, "amount_tax": 0,
        "amount_total": amount, "currency": price["currency"], "description": price["product_data"]["name"],
        "price": None, "quantity": quantity,
    }  # fmt: skip


def _blank(desk: Desk, call: Call, items: list[Resource], total: int) -> Resource:
    name = fresh("checkout.session")
    customer = call.get("customer")
    details = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    return shaped(
        "checkout.session", id=name, object="checkout.session", created=desk.now(), livemode=False, mode="payment",
        status="open", payment_status="unpaid", amount_subtotal=total, amount_total=total,
        currency=items[0]["currency"], custom_fields=[], shipping_options=[], total_details=details,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        adaptive_pricing={"enabled": False}, managed_payments={"enabled": False},
        phone_number_collection={"enabled": False}, payment_method_options={"card": {}},
        payment_method_types=_kinds(call), customer_creation="if_required",
        customer=desk.find("customer", customer, "customer")["id"] if customer else None,
        payment_method_collection="if_required", billing_address_collection=None, ui_mode="hosted_page",
        expires_at=_expires_at(desk, call), url=f"{desk.base_url}/c/pay/{name}",
        metadata=merged({}, call.get("metadata", {})), _items=items,
        _intent_data=dict(call.get("payment_intent_data", {})), **call.given(*PLAIN),
    )  # fmt: skip


def _kinds(call: Call) -> list[str]:
    """Returns the payment method types; a newer name of the parameter chooses among the automatic ones."""
    kinds: list[str] = call.get("payment_method_types", call.get("allowed_payment_method_types", ["card"]))
    return kinds


def _expires_at(desk: Desk, call: Call) -> int:
    at: int = call.get("expires_at", desk.now() + LONGEST_SECONDS)
    if at - desk.now() < SHORTEST_SECONDS - LEEWAY_SECONDS:
        raise malformed(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at"
        )
    if at - desk.now() > LONGEST_SECONDS + LEEWAY_SECONDS:
        raise malformed(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at"
        )
    return at


def _items(name: str, value: object) -> list[Form]:
    items = array(name, value)
    if not items:
        raise missing_param(name)
    return items


PRODUCT = hash_of("name", name=filled, description=text, metadata=metadata)
PRICE = hash_of(
    "currency", "product_data", "unit_amount", currency=currency, product_data=PRODUCT, unit_amount=positive
)
ITEM = hash_of("price_data", price_data=PRICE, quantity=positive)
INTENT_DATA = hash_of(
    capture_method=payment_intents.CAPTURE, description=text, metadata=metadata, receipt_email=text,
    setup_future_usage=one_of("off_session", "on_session"), statement_descriptor=text,
    statement_descriptor_suffix=text, transfer_group=text,
)  # fmt: skip
CREATE = accepts(
    "line_items", "mode", "success_url", mode=one_of("payment"), line_items=_items, success_url=filled,
    cancel_url=filled, client_reference_id=filled, customer=filled, customer_email=filled, expires_at=integer,
    locale=one_of(*LOCALES), metadata=metadata, payment_intent_data=INTENT_DATA,
    payment_method_types=payment_intents.kinds, allowed_payment_method_types=payment_intents.kinds,
    submit_type=one_of("auto", "book", "donate", "pay"),
    ui_mode=one_of("hosted_page"), allow_promotion_codes=boolean,
)  # fmt: skip
ALL = "/v1/checkout/sessions"
ONE = f"{ALL}/{{id}}"
OPERATIONS = (
    post("checkout.sessions.create", ALL, create, CREATE),
    get(
        "checkout.sessions.list", ALL, listing_of,
        page(customer=filled, payment_intent=filled, status=one_of(*STATUSES)),
    ),
    get("checkout.sessions.retrieve", ONE, retrieve),
    post("checkout.sessions.update", ONE, update, accepts(metadata=metadata)),
    post("checkout.sessions.expire", f"{ONE}/expire", expire),
    get("checkout.sessions.line_items", f"{ONE}/line_items", items_of, page()),
)  # fmt: skip
