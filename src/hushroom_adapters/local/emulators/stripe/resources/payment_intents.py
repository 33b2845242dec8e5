"""Payment intents: one attempt to be paid, from the first request to captured or canceled."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, malformed, unexpected_state
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import check_amount, currency, said
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    Convert,
    accepts,
    array,
    boolean,
    filled,
    hash_of,
    mapping,
    merged,
    metadata,
    one_of,
    page,
    positive,
    text,
)
from hushroom_adapters.local.emulators.stripe.present import bare
from hushroom_adapters.local.emulators.stripe.resources.charging import released
from hushroom_adapters.local.emulators.stripe.resources.checkout_completion import open_checkout_of
from hushroom_adapters.local.emulators.stripe.resources.confirming import Terms, confirmed, succeeded
from hushroom_adapters.local.emulators.stripe.resources.listing import listed
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import DATA, OPTIONS, from_data, resolve

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
MACHINE = {  # what may be done in which status
    "confirmed": OPEN,
    "captured": ("requires_capture",),
    "canceled": ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action",
                 "processing"),
    "updated": OPEN,
}  # fmt: skip
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
CAPTURE = one_of("automatic", "automatic_async", "manual")
WITH_CONFIRM = ("off_session", "return_url", "error_on_requires_action", "mandate_data")
PLAIN = ("description", "receipt_email", "shipping", "statement_descriptor", "statement_descriptor_suffix",
         "transfer_group", "setup_future_usage", "payment_method_options", "payment_method_types")  # fmt: skip
CHANGED_BY_CONFIRMING = ("capture_method", "receipt_email", "setup_future_usage", "shipping", "payment_method_options")
CONSEQUENTIAL = {"amount", "currency", "capture_method", "payment_method", "payment_method_data", "customer",
                 "setup_future_usage", "payment_method_types"}  # fmt: skip


def create(desk: Desk, call: Call) -> Resource:
    check_amount(call.params["amount"], call.params["currency"])
    _check_confirmation_only(call)
    intent = desk.add(_with_method(desk, _blank(desk, call), call))
    announce(desk, "payment_intent.created", intent)
    if not call.get("confirm", False):
        return intent
    return _confirm(desk, intent, call)


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("payment_intent", call.path["id"])


def listing_of(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "payment_intent", "/v1/payment_intents", **call.given("customer"))


def update(desk: Desk, call: Call) -> Resource:
    intent = desk.find("payment_intent", call.path["id"])
    if CONSEQUENTIAL & call.params.keys():
        _allow("updated", intent)
    after = intent | call.given("amount", "currency", "capture_method", *PLAIN)
    check_amount(after["amount"], after["currency"])
    if "customer" in call.params:
        after["customer"] = _customer(desk, call)
    if "metadata" in call.params:
        after["metadata"] = merged(intent["metadata"], call.params["metadata"])
    return desk.save(_with_method(desk, after, call))


def confirm(desk: Desk, call: Call) -> Resource:
    intent = desk.find("payment_intent", call.path["id"])
    if open_checkout_of(desk, intent) is not None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it was created by a Checkout Session.",
            code="payment_intent_unexpected_state",
            payment_intent=bare(intent),
        )
    _allow("confirmed", intent)
    changed = intent | call.given(*CHANGED_BY_CONFIRMING)
    return _confirm(desk, desk.save(_with_method(desk, changed, call)), call)


def capture(desk: Desk, call: Call) -> Resource:
    intent = desk.find("payment_intent", call.path["id"])
    _allow("captured", intent)
    amount = call.get("amount_to_capture", intent["amount_capturable"])
    _check_capture(intent, amount)
    intent |= call.given("statement_descriptor", "statement_descriptor_suffix")
    if "metadata" in call.params:
        intent["metadata"] = merged(intent["metadata"], call.params["metadata"])
    return taken(desk, intent, amount)


def cancel(desk: Desk, call: Call) -> Resource:
    intent = desk.find("payment_intent", call.path["id"])
    if open_checkout_of(desk, intent) is not None:
        raise invalid(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. You can expire the "
            "Checkout Session instead.",
            code="payment_intent_unexpected_state",
            payment_intent=bare(intent),
        )
    _allow("canceled", intent)
    return canceled(desk, intent, call.get("cancellation_reason"))


def taken(desk: Desk, intent: Resource, amount: int) -> Resource:
    charge = desk.find("charge", intent["latest_charge"])
    return succeeded(desk, intent, charge, amount, "charge.captured")


def canceled(desk: Desk, intent: Resource, reason: str | None) -> Resource:
    if intent["status"] == "requires_capture":
        released(desk, desk.find("charge", intent["latest_charge"]))
    after = intent | {
        "status": "canceled", "canceled_at": desk.now(), "cancellation_reason": reason, "amount_capturable": 0,
        "next_action": None, "processing": None,
    }  # fmt: skip
    announce(desk, "payment_intent.canceled", desk.save(after))
    return after


def expired(desk: Desk, intent: Resource) -> None:
    """Ends a hold that the bank does not keep any longer."""
    if intent["status"] == "requires_capture":
        canceled(desk, intent, "automatic")


def _confirm(desk: Desk, intent: Resource, call: Call) -> Resource:
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=bare(intent),
        )
    terms = Terms(
        off_session=call.get("off_session", False),
        return_url=call.get("return_url"),
        error_on_requires_action=call.get("error_on_requires_action", False),
    )
    return confirmed(desk, intent, terms)


def _allow(step: str, intent: Resource) -> None:
    if intent["status"] not in MACHINE[step]:
        raise unexpected_state("payment_intent", step, bare(intent), ", ".join(MACHINE[step]))


def _check_confirmation_only(call: Call) -> None:
    for name in WITH_CONFIRM:
        if name in call.params and not call.get("confirm", False):
            raise malformed(f"The parameter `{name}` can only be used with `confirm` set to true.", name)


def _check_capture(intent: Resource, amount: int) -> None:
    if amount > intent["amount_capturable"]:
        most = said(intent["amount_capturable"], intent["currency"])
        raise invalid(
            "The payment could not be captured because the requested capture amount is greater than the amount you "
            f"can capture for this charge ({most}).",
            "amount_to_capture",
            "amount_too_large",
        )
    check_amount(amount, intent["currency"], "amount_to_capture")


def _blank(desk: Desk, call: Call) -> Resource:
    name = fresh("payment_intent")
    return shaped(
        "payment_intent", id=name, object="payment_intent", created=desk.now(), livemode=False,
        amount=call.params["amount"], currency=call.params["currency"], amount_capturable=0, amount_received=0,
        amount_details={"tip": {}}, client_secret=f"{name}_secret_{letters(25)}", status="requires_payment_method",
        capture_method=call.get("capture_method", "automatic_async"), customer=_customer(desk, call),
        confirmation_method=call.get("confirmation_method", "automatic"),
        metadata=merged({}, call.get("metadata", {})), _authenticated=None,
        **({"payment_method_options": _options()} | _kinds(call) | call.given(*PLAIN)),
    )  # fmt: skip


def _kinds(call: Call) -> Resource:
    """Returns the payment method types: the platform accepts cards only."""
    asked = call.get("automatic_payment_methods") or {}
    if "payment_method_types" in call.params:
        if asked.get("enabled"):
            raise malformed(
                "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
                "payment_method_types",
            )
        return {"automatic_payment_methods": None}
    if "allowed_payment_method_types" in call.params:  # the newer API's word for a choice among the automatic ones
        return {"automatic_payment_methods": None, "payment_method_types": call.params["allowed_payment_method_types"]}
    redirects = asked.get("allow_redirects", "always")
    automatic = {"allow_redirects": redirects, "enabled": True} if asked.get("enabled", True) else None
    return {"automatic_payment_methods": automatic, "payment_method_types": ["card"]}


def _options() -> Resource:
    return {"card": {"installments": None, "mandate_options": None, "network": None,
                     "request_three_d_secure": "automatic"}}  # fmt: skip


def _customer(desk: Desk, call: Call) -> str | None:
    if call.get("customer") is None:
        return None
    return str(desk.find("customer", call.params["customer"], "customer")["id"])


def _with_method(desk: Desk, intent: Resource, call: Call) -> Resource:
    if "payment_method_data" in call.params:
        method = from_data(desk, call.params["payment_method_data"], "payment_method_data[card]")
    elif "payment_method" in call.params:
        method = resolve(desk, call.params["payment_method"], "payment_method")
    else:
        return intent
    return intent | {"payment_method": method["id"], "status": "requires_confirmation", "next_action": None}


CARD_ONLY = one_of("card")


def kinds(name: str, value: object) -> list[str]:
    """Parses `payment_method_types`."""
    return [CARD_ONLY(f"{name}[{position}]", word) for position, word in enumerate(array(name, value))]


SHARED: dict[str, Convert] = {
    "description": text,
    "metadata": metadata,
    "payment_method": filled,
    "payment_method_data": DATA,
    "payment_method_options": OPTIONS,
    "payment_method_types": kinds,
    "receipt_email": text,
    "setup_future_usage": one_of("off_session", "on_session"),
    "shipping": mapping,
    "statement_descriptor": text,
    "statement_descriptor_suffix": text,
    "transfer_group": text,
    "customer": text,
    "capture_method": CAPTURE,
}
CONFIRMING: dict[str, Convert] = {
    "off_session": boolean,
    "return_url": filled,
    "error_on_requires_action": boolean,
    "mandate_data": mapping,
    "use_stripe_sdk": boolean,
}
CREATE = accepts(
    "amount", "currency", amount=positive, currency=currency, confirm=boolean,
    confirmation_method=one_of("automatic", "manual"),
    allowed_payment_method_types=kinds,
    automatic_payment_methods=hash_of("enabled", enabled=boolean, allow_redirects=one_of("always", "never")),
    **SHARED, **CONFIRMING,
)  # fmt: skip
CONFIRM = accepts(
    **CONFIRMING,
    **{name: SHARED[name] for name in ("payment_method", "payment_method_data", *CHANGED_BY_CONFIRMING)},
)  # fmt: skip
CAPTURE_PARAMS = accepts(
    amount_to_capture=positive, final_capture=one_of("true"), metadata=metadata, statement_descriptor=text,
    statement_descriptor_suffix=text,
)  # fmt: skip
ONE = "/v1/payment_intents/{id}"
OPERATIONS = (
    post("payment_intents.create", "/v1/payment_intents", create, CREATE),
    get("payment_intents.list", "/v1/payment_intents", listing_of, page(customer=filled)),
    get("payment_intents.retrieve", ONE, retrieve, accepts(client_secret=filled)),
    post("payment_intents.update", ONE, update, accepts(amount=positive, currency=currency, **SHARED)),
    post("payment_intents.confirm", f"{ONE}/confirm", confirm, CONFIRM),
    post("payment_intents.capture", f"{ONE}/capture", capture, CAPTURE_PARAMS),
    post("payment_intents.cancel", f"{ONE}/cancel", cancel, accepts(cancellation_reason=one_of(*REASONS))),
)
