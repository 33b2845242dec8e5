"""Stripe's test cards: the codes of each decline, and the names of cards."""

import pytest
import stripe

from tests.integration.stripe.conftest import Shop, expanded
from tests.support.existing import existing

DECLINES = [
    ("pm_card_chargeDeclined", "card_declined", "generic_decline", None),
    ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline", None),
    ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds", None),
    ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds", None),
    ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card", None),
    ("pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card", None),
    ("pm_card_chargeDeclinedFraudulent", "card_declined", "fraudulent", None),
    ("pm_card_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded", None),
    ("pm_card_chargeDeclinedExpiredCard", "expired_card", None, "exp_month"),
    ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None, "cvc"),
    ("pm_card_chargeDeclinedProcessingError", "processing_error", None, None),
    ("pm_card_chargeCustomerFail", "card_declined", "generic_decline", None),
]


@pytest.mark.parametrize("capture_method", ["automatic", "manual"])
@pytest.mark.parametrize(("card", "code", "decline_code", "param"), DECLINES)
async def test_a_declined_card_holds_nothing(
    shop: Shop, card: str, code: str, decline_code: str | None, param: str | None, capture_method: str
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await shop.pay(card, capture_method=capture_method)
    error = declined.value
    assert (error.http_status, error.code, error.param) == (402, code, param)
    assert (existing(error.error).type, existing(error.error).decline_code) == ("card_error", decline_code)
    intent = existing(existing(error.error).payment_intent)
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    remembered = existing(intent.last_payment_error).to_dict()
    assert (remembered["code"], remembered.get("decline_code")) == (code, decline_code)
    assert existing(intent.last_payment_error).charge == existing(error.error).charge == intent.latest_charge
    charge = await shop.v1.charges.retrieve_async(existing(error.error).charge)
    assert (charge.status, charge.paid, charge.failure_code) == ("failed", False, code)
    assert (await shop.summary(intent.id))["entry_count"] == 0
    kept = await shop.v1.payment_intents.retrieve_async(intent.id)
    assert kept.status == "requires_payment_method"
    assert await shop.event_types() == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]


async def test_another_card_saves_a_declined_payment(shop: Shop) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await shop.hold("pm_card_chargeDeclined")
    intent = existing(existing(declined.value.error).payment_intent).id
    saved = await shop.v1.payment_intents.confirm_async(intent, {"payment_method": "pm_card_visa"})
    assert (saved.status, saved.last_payment_error) == ("requires_capture", None)
    assert (await shop.summary(intent))["authorization_count"] == 1


@pytest.mark.parametrize(
    ("card", "brand", "last4", "funding"),
    [
        ("pm_card_visa", "visa", "4242", "credit"),
        ("pm_card_visa_debit", "visa", "5556", "debit"),
        ("pm_card_mastercard", "mastercard", "4444", "credit"),
        ("pm_card_amex", "amex", "0005", "credit"),
    ],
)
async def test_test_names_become_cards(shop: Shop, card: str, brand: str, last4: str, funding: str) -> None:
    intent = await shop.pay(card, expand=["payment_method"])
    method = expanded(intent.payment_method, stripe.PaymentMethod)
    shown = existing(method.card)
    assert (shown.brand, shown.last4, shown.funding) == (brand, last4, funding)
    assert method.id != card


async def test_a_payment_method_is_made_of_a_token_or_a_number(shop: Shop) -> None:
    methods = shop.v1.payment_methods
    by_token = await methods.create_async({"type": "card", "card": {"token": "tok_visa"}})
    assert by_token.card.last4 == "4242"
    criteria = {"number": "5555 5555 5555 4444", "exp_month": 3, "exp_year": 2041, "cvc": "123"}
    by_number = await methods.create_async(
        {"type": "card", "card": criteria, "billing_details": {"name": "Ada", "address": {"city": "Trier"}}}
    )
    assert (by_number.card.brand, by_number.card.exp_year) == ("mastercard", 2041)
    assert (by_number.billing_details.name, by_number.billing_details.address.city) == ("Ada", "Trier")
    assert (await shop.pay(by_number.id)).status == "succeeded"


@pytest.mark.parametrize(
    ("card", "code"),
    [({"number": "4242424242424241"}, "incorrect_number"), ({"number": "4111111111111111"}, "card_declined")],
)
async def test_other_numbers_are_refused(shop: Shop, card: dict[str, str], code: str) -> None:
    with pytest.raises(stripe.CardError) as refused:
        await shop.v1.payment_methods.create_async({"type": "card", "card": card})
    assert refused.value.code == code


async def test_a_card_given_inline_is_charged(shop: Shop) -> None:
    data = {"type": "card", "card": {"token": "tok_mastercard"}, "billing_details": {"name": "Ada"}}
    criteria = {"amount": 700, "currency": "eur", "confirm": True, "payment_method_data": data}
    intent = await shop.v1.payment_intents.create_async({**criteria, "expand": ["latest_charge"]})
    assert (intent.status, intent.latest_charge.billing_details.name) == ("succeeded", "Ada")


async def test_a_card_without_customer_is_used_up_by_one_payment(shop: Shop) -> None:
    method = await shop.v1.payment_methods.create_async({"type": "card", "card": {"token": "tok_visa"}})
    await shop.pay(method.id)
    with pytest.raises(stripe.InvalidRequestError, match="previously used"):
        await shop.pay(method.id)


async def test_a_customers_card_pays_again_but_only_for_that_customer(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    method = await shop.v1.payment_methods.attach_async("pm_card_visa", {"customer": customer.id})
    for _ in range(2):
        assert (await shop.pay(method.id, customer=customer.id)).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="belongs to the Customer"):
        await shop.pay(method.id)


async def test_setup_future_usage_keeps_the_card_with_the_customer(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    first = await shop.pay(customer=customer.id, setup_future_usage="off_session")
    again = await shop.pay(expanded(first.payment_method, str), customer=customer.id, off_session=True)
    assert again.status == "succeeded"
    cards = await shop.v1.customers.payment_methods.list_async(customer.id)
    assert [method.id for method in cards.data] == [first.payment_method]
