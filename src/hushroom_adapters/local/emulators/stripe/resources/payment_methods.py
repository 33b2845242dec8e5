"""Payment methods: cards by Stripe's test names or numbers, attached to customers or used once."""

from typing import Any

from hushroom_adapters.local.emulators.stripe.cards import BY_NUMBER, CARDS, Card, Decline, named
from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import (
    PAYMENT_REQUIRED,
    StripeError,
    invalid,
    missing_param,
    no_such,
)
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    boolean,
    filled,
    hash_of,
    integer,
    mapping,
    merged,
    metadata,
    one_of,
    page,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

ADDRESS = hash_of(city=text, country=text, line1=text, line2=text, postal_code=text, state=text)
BILLING = hash_of(address=ADDRESS, email=text, name=text, phone=text, tax_id=text)
RAW_CARD = hash_of(token=filled, number=filled, exp_month=integer, exp_year=integer, cvc=filled, networks=mapping)
KINDS = one_of("card")
REDISPLAY = one_of("always", "limited", "unspecified")
DATA = hash_of("type", type=KINDS, card=RAW_CARD, billing_details=BILLING, allow_redisplay=REDISPLAY, metadata=metadata)
OPTIONS = hash_of(card=mapping)
LASTING_YEARS = 4
SECONDS_PER_YEAR = 31_556_952
EPOCH_YEAR = 1970


def create(desk: Desk, call: Call) -> Resource:
    return from_data(desk, dict(call.params), "card")


def retrieve(desk: Desk, call: Call) -> Resource:
    return resolve(desk, call.path["id"], None)


def update(desk: Desk, call: Call) -> Resource:
    method = desk.find("payment_method", call.path["id"])
    if method["customer"] is None:
        raise invalid("You must save this PaymentMethod to a customer before you can update it.")
    after = method | call.given("allow_redisplay")
    after["billing_details"] = _billing(call.get("billing_details", {}), method["billing_details"])
    if "metadata" in call.params:
        after["metadata"] = merged(method["metadata"], call.params["metadata"])
    if "card" in call.params:
        after["card"] = method["card"] | call.params["card"]
    announce(desk, "payment_method.updated", after, changed(method, after))
    return desk.save(after)


def attach(desk: Desk, call: Call) -> Resource:
    customer = desk.find("customer", call.params["customer"], "customer")
    return attached(desk, resolve(desk, call.path["id"], None), customer["id"])


def detach(desk: Desk, call: Call) -> Resource:
    method = desk.find("payment_method", call.path["id"])
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    after = method | {"customer": None, "_spent": True}
    announce(desk, "payment_method.detached", after, {"customer": method["customer"]})
    return desk.save(after)


def listing(desk: Desk, call: Call) -> Resource:
    if "customer" in call.params:
        desk.find("customer", call.params["customer"], "customer")
    where = call.given("type", "customer")
    return listed(desk, call, "payment_method", "/v1/payment_methods", **where)


def of_customer(desk: Desk, call: Call) -> Resource:
    customer = desk.find("customer", call.path["customer"])["id"]
    url = f"/v1/customers/{customer}/payment_methods"
    return listed(desk, call, "payment_method", url, customer=customer, **call.given("type"))


def one_of_customer(desk: Desk, call: Call) -> Resource:
    method = desk.find("payment_method", call.path["id"])
    if method["customer"] != call.path["customer"]:
        raise no_such("payment_method", method["id"])
    return method


def resolve(desk: Desk, name: str, param: str | None) -> Resource:
    """Returns the payment method of that id; a test name becomes a new one, as at Stripe."""
    short = named(name) if name.startswith("pm_card_") else None
    if short is not None:
        return _added(desk, short, {}, {})
    found = desk.store.get(desk.account, "payment_method", name)
    if found is None:
        raise no_such("PaymentMethod", name, param)
    return found


def from_data(desk: Desk, data: Resource, where: str) -> Resource:
    """Makes a payment method from `payment_method_data` or the parameters of a new one."""
    if "card" not in data:
        raise missing_param(where)
    card = data["card"]
    return _added(desk, _known(card), card, data)


def attached(desk: Desk, method: Resource, customer: str) -> Resource:
    """Attaches the card; the issuer is asked and may decline."""
    if method["customer"] not in {None, customer}:
        raise invalid("The payment method you provided has already been attached to a customer.")
    if method["_spent"]:
        raise spent()
    decline = CARDS[method["_card"]].attach_decline
    if decline is not None:
        raise declined(decline)
    after = desk.save(method | {"customer": customer})
    announce(desk, "payment_method.attached", after)
    return after


def card_of(method: Resource) -> Card:
    return CARDS[method["_card"]]


def spent() -> StripeError:
    return invalid(
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was "
        "detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must "
        "attach it to a Customer first."
    )


def declined(decline: Decline, **more: Any) -> StripeError:
    code = {"decline_code": decline.decline_code} if decline.decline_code else {}
    return StripeError(
        message=decline.message,
        status=PAYMENT_REQUIRED,
        type="card_error",
        code=decline.code,
        param=decline.param,
        more=code | more,
    )


def _known(card: Resource) -> str:
    """Returns the test card of a token or a number."""
    if "token" in card:
        name = named(card["token"]) if card["token"].startswith("tok_") else None
        if name is None:
            raise no_such("token", card["token"], "card[token]")
        return name
    if "number" not in card:
        raise missing_param("card[number]")
    number = card["number"].replace(" ", "")
    if not number.isdigit() or not _checks(number):
        raise declined(Decline(code="incorrect_number", message="Your card number is incorrect.", param="number"))
    if number not in BY_NUMBER:
        words = "Your card was declined. Your request was in test mode, but used a non test card."
        raise declined(Decline(decline_code="test_mode_live_card", message=words))
    return BY_NUMBER[number]


def _checks(number: str) -> bool:
    """Returns whether the check digit of a card number is right (Luhn's formula)."""
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(reversed(number))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def _added(desk: Desk, name: str, raw: Resource, data: Resource) -> Resource:
    card = CARDS[name]
    method = shaped(
        "payment_method", id=fresh("payment_method"), object="payment_method", type="card", created=desk.now(),
        livemode=False, metadata=merged({}, data.get("metadata")), card=_card(desk, name, card, raw),
        billing_details=_billing(data.get("billing_details", {}), shaped("payment_method.billing_details")),
        allow_redisplay=data.get("allow_redisplay", "unspecified"), _card=name, _spent=False, _set_up=False,
    )  # fmt: skip
    return desk.add(method)


def _card(desk: Desk, name: str, card: Card, raw: Resource) -> Resource:
    year = EPOCH_YEAR + desk.now() // SECONDS_PER_YEAR + LASTING_YEARS
    checks = shaped("payment_method.card.checks", cvc_check=card.cvc_check if "cvc" in raw else None)
    return shaped(
        "payment_method.card", brand=card.brand, display_brand=card.brand, country=card.country,
        funding=card.funding, last4=card.last4, exp_month=raw.get("exp_month", 12),
        exp_year=raw.get("exp_year", year), fingerprint=f"{name}{'0' * 16}"[:16], checks=checks,
        networks={"available": [card.brand], "preferred": None}, generated_from=None, regulated_status="unregulated",
        three_d_secure_usage={"supported": card.authentication != "none"},
    )  # fmt: skip


def _billing(given: Resource, kept: Resource) -> Resource:
    address = kept["address"] | (given.get("address") or {})
    return kept | given | {"address": address}


OPERATIONS = (
    post("payment_methods.create", "/v1/payment_methods", create, accepts("type", **DATA.types)),
    get("payment_methods.list", "/v1/payment_methods", listing, page(type=KINDS, customer=filled)),
    get("payment_methods.retrieve", "/v1/payment_methods/{id}", retrieve),
    post(
        "payment_methods.update", "/v1/payment_methods/{id}", update,
        accepts(
            billing_details=BILLING, metadata=metadata, allow_redisplay=REDISPLAY,
            card=hash_of(exp_month=integer, exp_year=integer),
        ),
    ),
    post(
        "payment_methods.attach", "/v1/payment_methods/{id}/attach", attach,
        accepts("customer", customer=filled, off_session=boolean),
    ),
    post("payment_methods.detach", "/v1/payment_methods/{id}/detach", detach),
    get("customers.payment_methods.list", "/v1/customers/{customer}/payment_methods", of_customer, page(type=KINDS)),
    get("customers.payment_methods.retrieve", "/v1/customers/{customer}/payment_methods/{id}", one_of_customer),
)  # fmt: skip
