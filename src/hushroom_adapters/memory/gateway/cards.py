"""The cards of the provider in memory, by Stripe's test names."""

from enum import Enum

from hushroom_domain.payments.errors import RequestRefused


class Verdict(Enum):
    """The result of a confirmation with a card."""

    HELD = "held"
    ACTION = "action"  # the bank asks the payer to confirm
    DECLINED = "declined"


GOOD = frozenset({"pm_card_visa", "pm_card_mastercard", "pm_card_amex"})
CHALLENGED = frozenset({"pm_card_authenticationRequired", "pm_card_threeDSecure2Required"})
DECLINED = {
    "pm_card_chargeDeclined": "Your card was declined.",
    "pm_card_visa_chargeDeclined": "Your card was declined.",
    "pm_card_chargeDeclinedInsufficientFunds": "Your card has insufficient funds.",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "Your card has insufficient funds.",
    "pm_card_chargeDeclinedExpiredCard": "Your card has expired.",
    "pm_card_chargeDeclinedIncorrectCvc": "Your card's security code is incorrect.",
    "pm_card_chargeDeclinedProcessingError": "An error occurred while processing your card. Try again in a little bit.",
}
NOT_AUTHENTICATED = "The cardholder could not be authenticated. Please choose a different payment method."


def verdict_on(method_id: str) -> tuple[Verdict, str | None]:
    """Returns the result of this card, with the reason of a decline. Raises: RequestRefused, for an unknown card."""
    if method_id in GOOD:
        return Verdict.HELD, None
    if method_id in CHALLENGED:
        return Verdict.ACTION, None
    if method_id not in DECLINED:
        raise RequestRefused(f"No such payment method: '{method_id}'")
    return Verdict.DECLINED, DECLINED[method_id]
