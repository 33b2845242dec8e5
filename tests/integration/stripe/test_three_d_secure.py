"""3-D Secure: the payment waits for the payer, on a page or in the browser library."""

import pytest
import stripe

from tests.integration.stripe.conftest import Shop
from tests.support.existing import existing


async def test_a_payment_waits_until_its_buyer_has_confirmed(shop: Shop) -> None:
    intent = await shop.hold("pm_card_authenticationRequired")
    assert (intent.status, existing(intent.next_action).type) == ("requires_action", "use_stripe_sdk")
    assert (await shop.summary(intent.id))["authorized"] == 0
    await shop.admin("POST", f"/payment_intents/{intent.id}/authenticate", {"outcome": "success"})
    intent = await shop.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.next_action, intent.amount_capturable) == ("requires_capture", None, 3000)
    assert intent.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert (await shop.event_types())[1] == "payment_intent.requires_action"


@pytest.mark.parametrize("card", ["pm_card_authenticationRequired", "pm_card_threeDSecure2Required"])
async def test_a_failed_confirmation_asks_for_another_card(shop: Shop, card: str) -> None:
    intent = await shop.pay(card)
    await shop.admin("POST", f"/payment_intents/{intent.id}/authenticate", {"outcome": "failure"})
    intent = await shop.v1.payment_intents.retrieve_async(intent.id)
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert (await shop.event_types())[-1] == "payment_intent.payment_failed"
    intent = await shop.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert intent.status == "succeeded"


async def test_a_page_takes_the_buyers_answer_and_leads_back(shop: Shop) -> None:
    intent = await shop.hold("pm_card_threeDSecure2Required", return_url="http://shop.example/back?order=1")
    page = existing(existing(existing(intent.next_action).redirect_to_url).url)
    async with shop.http.get(page) as answer:
        assert (answer.status, "€30.00" in await answer.text()) == (200, True)
    async with shop.http.post(page, data={"outcome": "success"}, allow_redirects=False) as answer:
        assert answer.status == 303
        back = answer.headers["Location"]
    assert back.startswith("http://shop.example/back?order=1&payment_intent=pi_")
    assert back.endswith("redirect_status=succeeded")
    assert (await shop.v1.payment_intents.retrieve_async(intent.id)).status == "requires_capture"
    async with shop.http.get(page) as answer:
        assert "Nothing to confirm" in await answer.text()


async def test_nobody_is_asked_when_the_buyer_is_away(shop: Shop) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await shop.pay("pm_card_authenticationRequired", off_session=True)
    error = declined.value
    assert (error.code, existing(error.error).decline_code) == ("authentication_required", "authentication_required")
    assert existing(existing(error.error).payment_intent).status == "requires_payment_method"
    with pytest.raises(stripe.CardError) as declined:
        await shop.pay("pm_card_authenticationRequired", error_on_requires_action=True)
    assert declined.value.code == "authentication_required"


async def test_a_confirmed_card_may_still_be_declined(shop: Shop) -> None:
    intent = await shop.pay("pm_card_threeDSecureRequiredChargeDeclined")
    assert intent.status == "requires_action"
    await shop.admin("POST", f"/payment_intents/{intent.id}/authenticate", {"outcome": "success"})
    intent = await shop.v1.payment_intents.retrieve_async(intent.id)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "card_declined")
    assert (await shop.summary(intent.id))["entry_count"] == 0


async def test_authentication_can_be_asked_for_any_card(shop: Shop) -> None:
    options = {"card": {"request_three_d_secure": "any"}}
    assert (await shop.pay(payment_method_options=options)).status == "requires_action"
    assert (await shop.pay("pm_card_amex", payment_method_options=options)).status == "succeeded"


async def test_manual_confirmation_comes_back_to_the_server(shop: Shop) -> None:
    intent = await shop.hold("pm_card_authenticationRequired", confirmation_method="manual")
    done = await shop.admin("POST", f"/payment_intents/{intent.id}/authenticate", {"outcome": "success"})
    assert done["status"] == "requires_confirmation"
    assert (await shop.v1.payment_intents.confirm_async(intent.id)).status == "requires_capture"


async def test_a_payment_that_waits_for_nobody_cannot_be_authenticated(shop: Shop) -> None:
    intent = await shop.hold()
    path = f"{shop.url}/_sandbox/payment_intents/{intent.id}/authenticate"
    for body in ({"outcome": "success"}, {"outcome": "perhaps"}):
        async with shop.http.post(path, json=body) as answer:
            assert answer.status == 400
    assert (await shop.summary(intent.id))["authorization_count"] == 1


async def test_a_setup_asks_once_and_later_payments_go_through(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    criteria = {"customer": customer.id, "confirm": True, "payment_method": "pm_card_authenticationRequiredOnSetup"}
    setup = await shop.v1.setup_intents.create_async(criteria)
    assert setup.status == "requires_action"
    await shop.admin("POST", f"/setup_intents/{setup.id}/authenticate", {"outcome": "success"})
    setup = await shop.v1.setup_intents.retrieve_async(setup.id)
    assert setup.status == "succeeded"
    paid = await shop.hold(setup.payment_method, customer=customer.id, off_session=True)
    assert paid.status == "requires_capture"


async def test_a_setup_fails_with_its_reason(shop: Shop) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await shop.v1.setup_intents.create_async({"confirm": True, "payment_method": "pm_card_chargeDeclined"})
    assert existing(existing(declined.value.error).setup_intent).status == "requires_payment_method"
    setup = await shop.v1.setup_intents.create_async(
        {"confirm": True, "payment_method": "pm_card_authenticationRequired"}
    )
    await shop.admin("POST", f"/setup_intents/{setup.id}/authenticate", {"outcome": "failure"})
    setup = await shop.v1.setup_intents.retrieve_async(setup.id)
    assert setup.last_setup_error.code == "setup_intent_authentication_failure"
    types = await shop.event_types()
    assert types.count("setup_intent.setup_failed") == 2
    assert "setup_intent.requires_action" in types


async def test_a_setup_keeps_the_card_for_its_customer(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    setup = await shop.v1.setup_intents.create_async({"customer": customer.id, "payment_method": "pm_card_visa"})
    assert setup.status == "requires_confirmation"
    setup = await shop.v1.setup_intents.confirm_async(setup.id, {"expand": ["payment_method"]})
    assert (setup.status, setup.payment_method.customer) == ("succeeded", customer.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.setup_intents.cancel_async(setup.id)
    assert refused.value.code == "setup_intent_unexpected_state"
