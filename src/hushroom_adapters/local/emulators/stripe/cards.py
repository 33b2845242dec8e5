"""Stripe's test cards: the response of each one to being charged, authenticated, attached or refunded."""

from typing import Any

from attrs import frozen

DECLINED = "Your card was declined."


@frozen(kw_only=True)
class Decline:
    """An issuer's refusal: the error's code, its decline code and its message."""

    code: str = "card_declined"
    decline_code: str | None = None
    message: str = DECLINED
    param: str | None = None


@frozen(kw_only=True)
class Card:
    """One test card; `authentication` is none, supported, required, always or on_setup."""

    number: str = "4242424242424242"
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: Decline | None = None
    attach_decline: Decline | None = None
    authentication: str = "supported"
    dispute: str | None = None
    refund: str = "succeeded"
    settles_at_once: bool = False
    cvc_check: str = "pass"

    @property
    def last4(self) -> str:
        return self.number[-4:]


GENERIC = Decline(decline_code="generic_decline")
POOR = Decline(decline_code="insufficient_funds", message="Your card has insufficient funds.")
LOST = Decline(decline_code="lost_card")
STOLEN = Decline(decline_code="stolen_card")
FRAUD = Decline(decline_code="fraudulent")
VELOCITY = Decline(
    decline_code="card_velocity_exceeded",
    message="Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)
EXPIRED = Decline(code="expired_card", message="Your card has expired.", param="exp_month")
BAD_CVC = Decline(code="incorrect_cvc", message="Your card's security code is incorrect.", param="cvc")
PROCESSING = Decline(
    code="processing_error",
    message="An error occurred while processing your card. Try again in a little bit.",
)
UNAUTHENTICATED = Decline(
    code="authentication_required",
    decline_code="authentication_required",
    message="Your card was declined. This transaction requires authentication.",
)


def _card(number: str, brand: str = "visa", **behaviour: Any) -> Card:
    return Card(number=number, brand=brand, **behaviour)


def _declined(number: str, decline: Decline, **behaviour: Any) -> Card:
    """Returns a card that is declined when it is charged and when it is attached to a customer."""
    return _card(number, decline=decline, attach_decline=decline, **behaviour)


CARDS = {
    "visa": _card("4242424242424242"),
    "visa_debit": _card("4000056655665556", funding="debit"),
    "mastercard": _card("5555555555554444", "mastercard"),
    "mastercard_debit": _card("5200828282828210", "mastercard", funding="debit"),
    "mastercard_prepaid": _card("5105105105105100", "mastercard", funding="prepaid"),
    "amex": _card("378282246310005", "amex", authentication="none"),
    "discover": _card("6011111111111117", "discover"),
    "diners": _card("3056930009020004", "diners"),
    "jcb": _card("3566002020360505", "jcb"),
    "unionpay": _card("6200000000000005", "unionpay"),
    "de": _card("4000002760000016", country="DE"),
    "fr": _card("4000002500000003", country="FR"),
    "gb": _card("4000008260000000", country="GB"),
    "us": _card("4242424242424242"),
    "bypassPending": _card("4000000000000077", settles_at_once=True),
    "chargeDeclined": _declined("4000000000000002", GENERIC),
    "chargeDeclinedInsufficientFunds": _declined("4000000000009995", POOR),
    "chargeDeclinedLostCard": _declined("4000000000009987", LOST),
    "chargeDeclinedStolenCard": _declined("4000000000009979", STOLEN),
    "chargeDeclinedExpiredCard": _declined("4000000000000069", EXPIRED),
    "chargeDeclinedIncorrectCvc": _declined("4000000000000127", BAD_CVC, cvc_check="fail"),
    "chargeDeclinedProcessingError": _declined("4000000000000119", PROCESSING),
    "chargeDeclinedFraudulent": _declined("4100000000000019", FRAUD),
    "chargeDeclinedVelocityLimitExceeded": _declined("4000000000006975", VELOCITY),
    "chargeCustomerFail": _card("4000000000000341", decline=GENERIC),
    "authenticationRequired": _card("4000002760003184", authentication="always"),
    "authenticationRequiredOnSetup": _card("4000002500003155", authentication="on_setup"),
    "authenticationRequiredChargeDeclinedInsufficientFunds": _card(
        "4000008260003178", authentication="always", decline=POOR
    ),
    "threeDSecure2Required": _card("4000000000003220", authentication="required"),
    "threeDSecureRequired": _card("4000000000003063", authentication="required"),
    "threeDSecureRequiredChargeDeclined": _card("4000008400001629", authentication="required", decline=GENERIC),
    "threeDSecureRequiredProcessingError": _card("4000008400001280", authentication="required", decline=PROCESSING),
    "threeDSecureOptional": _card("4000000000003055"),
    "createDispute": _card("4000000000000259", dispute="fraudulent"),
    "createDisputeProductNotReceived": _card("4000000000002685", dispute="product_not_received"),
    "createDisputeInquiry": _card("4000000000001976", dispute="inquiry"),
    "refundFail": _card("4000000000005126", refund="failed"),
    "pendingRefund": _card("4000000000007726", refund="pending"),
}
BY_NUMBER = {card.number: name for name, card in reversed(CARDS.items())}


def named(name: str) -> str | None:
    """Returns the card of a test name: `pm_card_visa`, `tok_chargeDeclined` or `pm_card_visa_chargeDeclined`."""
    for prefix in ("pm_card_visa_", "tok_visa_", "pm_card_", "tok_"):
        short = name.removeprefix(prefix)
        if name.startswith(prefix) and short in CARDS:
            return short
    return None
