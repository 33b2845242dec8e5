"""Payment intents through the official library: from created to captured, canceled or refused."""

from typing import Any

import pytest
import stripe

from tests.integration.stripe.conftest import Shop, expanded
from tests.support.existing import existing


async def test_an_automatic_payment_is_captured_at_once(shop: Shop) -> None:
    intent = await shop.pay(amount=1234, metadata={"session": "s-1"})
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", 1234, 0)
    summary = await shop.summary(intent.id)
    assert (summary["authorized"], summary["captured"], summary["capture_count"]) == (1234, 1234, 1)
    assert await shop.event_types() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
    ]


async def test_a_manual_payment_is_held_and_captured_in_full(shop: Shop) -> None:
    intent = await shop.hold(amount=3000)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 3000, 0)
    assert (await shop.summary(intent.id))["held"] == 3000
    captured = await shop.v1.payment_intents.capture_async(intent.id)
    assert (captured.status, captured.amount_capturable, captured.amount_received) == ("succeeded", 0, 3000)
    summary = await shop.summary(intent.id)
    assert (summary["held"], summary["captured"], summary["released"], summary["capture_count"]) == (0, 3000, 0, 1)
    assert await shop.event_types() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
    ]


async def test_a_partial_capture_releases_the_rest(shop: Shop) -> None:
    intent = await shop.hold(amount=3000)
    criteria = {"amount_to_capture": 1800, "expand": ["latest_charge.balance_transaction"]}
    captured = await shop.v1.payment_intents.capture_async(intent.id, criteria)
    charge = captured.latest_charge
    assert (captured.amount, captured.amount_received, charge.amount_captured) == (3000, 1800, 1800)
    assert charge.balance_transaction.amount == 1800
    assert charge.balance_transaction.net == 1800 - charge.balance_transaction.fee
    summary = await shop.summary(intent.id)
    assert (summary["captured"], summary["released"], summary["held"]) == (1800, 1200, 0)


async def test_nobody_captures_twice(shop: Shop) -> None:
    intent = await shop.hold()
    await shop.v1.payment_intents.capture_async(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payment_intents.capture_async(intent.id)
    assert (refused.value.code, refused.value.http_status) == ("payment_intent_unexpected_state", 400)
    assert existing(existing(refused.value.error).payment_intent).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.charges.capture_async(intent.latest_charge)
    assert refused.value.code == "charge_already_captured"
    assert (await shop.summary(intent.id))["capture_count"] == 1


async def test_more_than_the_hold_cannot_be_captured(shop: Shop) -> None:
    intent = await shop.hold(amount=3000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 3001})
    assert (refused.value.code, refused.value.param) == ("amount_too_large", "amount_to_capture")
    assert (await shop.summary(intent.id))["held"] == 3000


async def test_a_canceled_hold_goes_back_to_the_buyer(shop: Shop) -> None:
    intent = await shop.hold(amount=3000)
    criteria = {"cancellation_reason": "requested_by_customer", "expand": ["latest_charge"]}
    canceled = await shop.v1.payment_intents.cancel_async(intent.id, criteria)
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "requested_by_customer")
    assert canceled.canceled_at is not None
    assert (canceled.latest_charge.refunded, canceled.latest_charge.captured) == (True, False)
    summary = await shop.summary(intent.id)
    assert (summary["held"], summary["released"], summary["release_count"]) == (0, 3000, 1)
    assert (await shop.event_types())[-2:] == ["charge.refunded", "payment_intent.canceled"]


@pytest.mark.parametrize("step", ["confirm", "capture", "cancel"])
async def test_a_canceled_intent_stays_canceled(shop: Shop, step: str) -> None:
    intent = await shop.hold()
    await shop.v1.payment_intents.cancel_async(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await getattr(shop.v1.payment_intents, f"{step}_async")(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert existing(existing(refused.value.error).payment_intent).status == "canceled"


async def test_the_long_way_round(shop: Shop) -> None:
    intents = shop.v1.payment_intents
    intent = await intents.create_async({"amount": 900, "currency": "EUR"})
    assert (intent.status, intent.currency) == ("requires_payment_method", "eur")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await intents.confirm_async(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    intent = await intents.update_async(intent.id, {"payment_method": "pm_card_mastercard", "amount": 950})
    assert (intent.status, intent.amount) == ("requires_confirmation", 950)
    intent = await intents.confirm_async(intent.id)
    assert (intent.status, intent.amount_received) == ("succeeded", 950)
    with pytest.raises(stripe.InvalidRequestError):
        await intents.update_async(intent.id, {"amount": 1000})


async def test_metadata_is_merged_and_emptied(shop: Shop) -> None:
    intents = shop.v1.payment_intents
    intent = await intents.create_async({"amount": 900, "currency": "eur", "metadata": {"a": "1", "2": "b"}})
    intent = await intents.update_async(intent.id, {"metadata": {"a": "", "c": "3"}})
    assert intent.metadata.to_dict() == {"2": "b", "c": "3"}
    intent = await intents.update_async(intent.id, {"metadata": ""})
    assert intent.metadata.to_dict() == {}


async def test_lists_are_paged_both_ways(shop: Shop) -> None:
    made = [(await shop.v1.payment_intents.create_async({"amount": 500 + n, "currency": "eur"})).id for n in range(7)]
    newest_first = made[::-1]
    first = await shop.v1.payment_intents.list_async({"limit": 3})
    assert ([intent.id for intent in first.data], first.has_more) == (newest_first[:3], True)
    rest = await shop.v1.payment_intents.list_async({"limit": 10, "starting_after": newest_first[2]})
    assert ([intent.id for intent in rest.data], rest.has_more) == (newest_first[3:], False)
    before = await shop.v1.payment_intents.list_async({"limit": 2, "ending_before": newest_first[4]})
    assert ([intent.id for intent in before.data], before.has_more) == (newest_first[2:4], True)
    assert [intent.id async for intent in first.auto_paging_iter()] == newest_first


async def test_a_list_can_be_narrowed_by_customer_and_time(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    mine = await shop.v1.payment_intents.create_async({"amount": 500, "currency": "eur", "customer": customer.id})
    await shop.v1.payment_intents.create_async({"amount": 500, "currency": "eur"})
    found = await shop.v1.payment_intents.list_async({"customer": customer.id})
    assert [intent.id for intent in found.data] == [mine.id]
    assert (await shop.v1.payment_intents.list_async({"created": {"gt": mine.created + 60}})).data == []


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"amount": 49}, "amount_too_small", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": -5}, "parameter_invalid_integer", "amount"),
        ({"amount": "12.5"}, "parameter_invalid_integer", "amount"),
        ({"amount": None}, "parameter_missing", "amount"),
        ({"currency": None}, "parameter_missing", "currency"),
        ({"currency": "xyz"}, None, "currency"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_method_data": {"type": "card", "odd": 1}}, "parameter_unknown", "payment_method_data[odd]"),
        ({"capture_method": "later"}, None, "capture_method"),
        ({"confirm": "perhaps"}, None, "confirm"),
        ({"customer": "cus_nobody"}, "resource_missing", "customer"),
        ({"payment_method": "pm_nothing"}, "resource_missing", "payment_method"),
        ({"off_session": True}, None, "off_session"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata"),
        ({"expand": ["moon"]}, None, "expand"),
    ],
)
async def test_bad_parameters_are_refused_as_stripe_refuses_them(
    shop: Shop, change: dict[str, Any], code: str | None, param: str
) -> None:
    criteria = {"amount": 900, "currency": "eur"} | change
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payment_intents.create_async(
            {name: value for name, value in criteria.items() if value is not None}
        )
    error = refused.value
    assert (error.http_status, error.code, error.param) == (400, code, param)
    assert (existing(error.error).type, existing(error.request_id)[:4]) == ("invalid_request_error", "req_")
    assert (await shop.v1.payment_intents.list_async()).data == []


async def test_an_unknown_id_is_404(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.payment_intents.retrieve_async("pi_nothing")
    error = refused.value
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    assert error.user_message == "No such payment_intent: 'pi_nothing'"
    assert existing(error.error).doc_url == "https://stripe.com/docs/error-codes/resource-missing"


async def test_an_unknown_url_and_a_wrong_key_are_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.client.v1.coupons.list_async()
    assert refused.value.http_status == 404
    with pytest.raises(stripe.AuthenticationError) as unknown:
        await shop.v1.customers.list_async(options={"api_key": "sk_test_of_somebody_else"})
    assert unknown.value.http_status == 401
    assert "sk_test_of_somebody_else" not in existing(unknown.value.user_message)
    async with shop.http.get(f"{shop.url}/v1/customers") as answer:
        assert (answer.status, (await answer.json())["error"]["type"]) == (401, "invalid_request_error")


async def test_the_hold_of_a_card_runs_out_after_seven_days(shop: Shop) -> None:
    intent = await shop.hold()
    await shop.admin("POST", "/clock/advance", {"seconds": 7 * 24 * 3600 - 60})
    assert (await shop.v1.payment_intents.retrieve_async(intent.id)).status == "requires_capture"
    await shop.admin("POST", "/clock/advance", {"seconds": 120})
    expired = await shop.v1.payment_intents.retrieve_async(intent.id)
    assert (expired.status, expired.cancellation_reason) == ("canceled", "automatic")
    assert (await shop.summary(intent.id))["held"] == 0


async def test_the_bank_can_be_made_to_let_a_hold_go_sooner(shop: Shop) -> None:
    intent = await shop.hold()
    await shop.admin("POST", f"/payment_intents/{intent.id}/expire", {})
    expired = await shop.v1.payment_intents.retrieve_async(intent.id)
    assert (expired.status, expired.cancellation_reason) == ("canceled", "automatic")
    assert (await shop.summary(intent.id))["released"] == intent.amount
    async with shop.http.post(f"{shop.url}/_sandbox/payment_intents/{intent.id}/expire") as answer:
        assert (answer.status, "canceled" in (await answer.json())["error"]["message"]) == (400, True)


async def test_related_objects_are_expanded_on_request_only(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({"name": "Ada"})
    intent = await shop.pay(customer=customer.id)
    assert (intent.customer, expanded(intent.latest_charge, str)[:3]) == (customer.id, "ch_")
    criteria = {"expand": ["customer", "payment_method", "latest_charge.balance_transaction.source"]}
    whole = await shop.v1.payment_intents.retrieve_async(intent.id, criteria)
    assert (whole.customer.name, whole.payment_method.card.last4) == ("Ada", "4242")
    assert whole.latest_charge.balance_transaction.source.id == intent.latest_charge
    page = await shop.v1.payment_intents.list_async({"expand": ["data.latest_charge"]})
    assert page.data[0].latest_charge.status == "succeeded"


async def test_private_fields_of_the_sandbox_stay_private(shop: Shop) -> None:
    intent = await shop.pay(expand=["payment_method", "latest_charge"])
    method, charge = (
        expanded(intent.payment_method, stripe.PaymentMethod),
        expanded(intent.latest_charge, stripe.Charge),
    )
    for thing in (intent, method, charge):
        assert not [name for name in thing.to_dict() if name.startswith("_")]
