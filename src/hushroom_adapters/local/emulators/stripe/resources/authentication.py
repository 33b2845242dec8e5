"""3-D Secure: which cards need a confirmation, its page, and the fields of the waiting intent."""

from hushroom_adapters.local.emulators.stripe.cards import Card
from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource

CODES = {"payment_intent": "payment_intent_authentication_failure",
         "setup_intent": "setup_intent_authentication_failure"}  # fmt: skip
WORDS = {"payment_intent": "PaymentIntent", "setup_intent": "SetupIntent"}


def wanted(card: Card, method: Resource, intent: Resource) -> bool:
    """Returns whether the holder has to confirm before this intent may go on."""
    if intent.get("_authenticated") == method["id"]:
        return False
    if card.authentication == "on_setup":
        return not method["_set_up"]
    asked = ((intent["payment_method_options"] or {}).get("card") or {}).get("request_three_d_secure")
    return card.authentication in {"always", "required"} or (
        card.authentication == "supported" and asked in {"any", "challenge"}
    )


def next_action(desk: Desk, intent: Resource, return_url: str | None) -> Resource:
    """Returns the page to send the buyer to when there is a return URL, else the data for Stripe's browser library."""
    page = f"{desk.base_url}/_sandbox/authenticate/{intent['id']}"
    if return_url:
        return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": page}}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}


def failure(intent: Resource, method: Resource) -> Resource:
    """Returns the error that the intent keeps when the holder did not confirm."""
    code = CODES[intent["object"]]
    return {
        "type": "invalid_request_error",
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": "The provided PaymentMethod has failed authentication. You can provide payment_method_data or "
        f"a new PaymentMethod to attempt to fulfill this {WORDS[intent['object']]} again.",
        "payment_method": method,
    }
