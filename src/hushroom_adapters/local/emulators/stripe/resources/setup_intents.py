"""Setup intents: a card is prepared today for a payment that comes later."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError, invalid, malformed, unexpected_state
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    Convert,
    accepts,
    boolean,
    filled,
    hash_of,
    mapping,
    merged,
    metadata,
    one_of,
    page,
    text,
)
from hushroom_adapters.local.emulators.stripe.present import bare
from hushroom_adapters.local.emulators.stripe.resources import authentication
from hushroom_adapters.local.emulators.stripe.resources.listing import listed
from hushroom_adapters.local.emulators.stripe.resources.payment_intents import kinds
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import (
    DATA,
    OPTIONS,
    attached,
    card_of,
    declined,
    from_data,
    resolve,
)

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
REASONS = one_of("abandoned", "requested_by_customer", "duplicate")
PLAIN = ("description", "payment_method_options", "payment_method_types")


def create(desk: Desk, call: Call) -> Resource:
    if "return_url" in call.params and not call.get("confirm", False):
        raise malformed("The parameter `return_url` can only be used with `confirm` set to true.", "return_url")
    intent = desk.add(_with_method(desk, _blank(desk, call), call))
    announce(desk, "setup_intent.created", intent)
    return _confirmed(desk, intent, call) if call.get("confirm", False) else intent


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("setup_intent", call.path["id"])


def listing_of(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "setup_intent", "/v1/setup_intents", **call.given("customer", "payment_method"))


def update(desk: Desk, call: Call) -> Resource:
    intent = _allowed(desk, call, "updated")
    after = intent | call.given(*PLAIN)
    if "customer" in call.params:
        after["customer"] = desk.find("customer", call.params["customer"], "customer")["id"]
    if "metadata" in call.params:
        after["metadata"] = merged(intent["metadata"], call.params["metadata"])
    return desk.save(_with_method(desk, after, call))


def confirm(desk: Desk, call: Call) -> Resource:
    intent = desk.save(_with_method(desk, _allowed(desk, call, "confirmed"), call))
    return _confirmed(desk, intent, call)


def cancel(desk: Desk, call: Call) -> Resource:
    intent = _allowed(desk, call, "canceled")
    after = desk.save(
        intent | {"status": "canceled", "cancellation_reason": call.get("cancellation_reason"), "next_action": None}
    )
    announce(desk, "setup_intent.canceled", after)
    return after


def authenticated(desk: Desk, intent: Resource, *, success: bool) -> Resource:
    method = desk.find("payment_method", intent["payment_method"])
    if not success:
        return _failed(desk, intent, authentication.failure(intent, bare(method)))
    try:
        return _succeeded(desk, intent, method)
    except StripeError as refusal:
        if not refusal.keeps_effects:
            raise
        return _failed(desk, intent, refusal.body("")["error"])


def _confirmed(desk: Desk, intent: Resource, call: Call) -> Resource:
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
            setup_intent=bare(intent),
        )
    method = desk.find("payment_method", intent["payment_method"], "payment_method")
    card = card_of(method)
    if card.authentication == "on_setup" or authentication.wanted(card, method, intent):
        action = authentication.next_action(desk, intent, call.get("return_url"))
        waiting = desk.save(intent | {"status": "requires_action", "next_action": action})
        announce(desk, "setup_intent.requires_action", waiting)
        return waiting
    return _succeeded(desk, intent, method)


def _succeeded(desk: Desk, intent: Resource, method: Resource) -> Resource:
    decline = card_of(method).attach_decline
    if decline is not None:
        error = declined(decline, payment_method=bare(method))
        error.more["setup_intent"] = bare(_failed(desk, intent, error.body("")["error"]))
        raise error
    if intent["customer"] and method["customer"] is None:
        method = attached(desk, method, intent["customer"])
    desk.save(method | {"_set_up": True})
    after = desk.save(intent | {"status": "succeeded", "next_action": None, "last_setup_error": None})
    announce(desk, "setup_intent.succeeded", after)
    return after


def _failed(desk: Desk, intent: Resource, error: Resource) -> Resource:
    after = desk.save(
        intent
        | {
            "status": "requires_payment_method",
            "payment_method": None,
            "next_action": None,
            "last_setup_error": error,
        }
    )
    announce(desk, "setup_intent.setup_failed", after)
    return after


def _allowed(desk: Desk, call: Call, step: str) -> Resource:
    intent = desk.find("setup_intent", call.path["id"])
    if intent["status"] not in OPEN:
        raise unexpected_state("setup_intent", step, bare(intent), ", ".join(OPEN))
    return intent


def _blank(desk: Desk, call: Call) -> Resource:
    name = fresh("setup_intent")
    customer = call.get("customer")
    return shaped(
        "setup_intent", id=name, object="setup_intent", created=desk.now(), livemode=False, _authenticated=None,
        client_secret=f"{name}_secret_{letters(25)}", status="requires_payment_method",
        customer=desk.find("customer", customer, "customer")["id"] if customer else None,
        usage=call.get("usage", "off_session"), metadata=merged({}, call.get("metadata", {})),
        automatic_payment_methods={"allow_redirects": "always", "enabled": True},
        **({"payment_method_types": ["card"]} | call.given(*PLAIN)),
    )  # fmt: skip


def _with_method(desk: Desk, intent: Resource, call: Call) -> Resource:
    if "payment_method_data" in call.params:
        method = from_data(desk, call.params["payment_method_data"], "payment_method_data[card]")
    elif "payment_method" in call.params:
        method = resolve(desk, call.params["payment_method"], "payment_method")
    else:
        return intent
    return intent | {"payment_method": method["id"], "status": "requires_confirmation", "next_action": None}


METHOD: dict[str, Convert] = {"payment_method": filled, "payment_method_data": DATA, "payment_method_options": OPTIONS}
SHARED: dict[str, Convert] = {
    "customer": text,
    "description": text,
    "metadata": metadata,
    "payment_method_types": kinds,
} | METHOD
HOW: dict[str, Convert] = {"return_url": filled, "mandate_data": mapping, "use_stripe_sdk": boolean}
AUTOMATIC = hash_of("enabled", enabled=boolean, allow_redirects=one_of("always", "never"))
USAGE = one_of("off_session", "on_session")
ONE = "/v1/setup_intents/{id}"
OPERATIONS = (
    post(
        "setup_intents.create", "/v1/setup_intents", create,
        accepts(confirm=boolean, usage=USAGE, automatic_payment_methods=AUTOMATIC, **SHARED, **HOW),
    ),
    get("setup_intents.list", "/v1/setup_intents", listing_of, page(customer=filled, payment_method=filled)),
    get("setup_intents.retrieve", ONE, retrieve, accepts(client_secret=filled)),
    post("setup_intents.update", ONE, update, accepts(**SHARED)),
    post("setup_intents.confirm", f"{ONE}/confirm", confirm, accepts(**METHOD, **HOW)),
    post("setup_intents.cancel", f"{ONE}/cancel", cancel, accepts(cancellation_reason=REASONS)),
)  # fmt: skip
