"""Idempotency keys: the first response for the same request, an error for another one."""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
from multidict import CIMultiDictProxy

from tests.integration.stripe.conftest import Shop
from tests.support.existing import existing
from tests.support.waiting import until

WISH = {"amount": 1000, "currency": "eur", "capture_method": "manual"}
HEADERS = {"Authorization": "Bearer sk_test_of_the_tests", "Content-Type": "application/x-www-form-urlencoded"}


async def post(
    shop: Shop, path: str, key: str, body: str = "", **headers: Any
) -> tuple[int, Any, CIMultiDictProxy[str]]:
    sent = {**HEADERS, "Idempotency-Key": key, **headers}
    async with shop.http.post(f"{shop.url}/v1/{path}", data=body, headers=sent) as answer:
        return answer.status, await answer.json(), answer.headers


async def intents(shop: Shop) -> Any:
    return (await shop.v1.payment_intents.list_async({"limit": 100})).data


async def test_the_same_request_gets_the_first_answer(shop: Shop) -> None:
    first = await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    again = await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    assert again.to_dict() == first.to_dict()
    assert len(await intents(shop)) == 1


async def test_a_replay_says_so(shop: Shop) -> None:
    body = urlencode(WISH)
    status, first, headers = await post(shop, "payment_intents", "k-1", body)
    assert (status, headers["Idempotency-Key"], "Idempotent-Replayed" in headers) == (200, "k-1", False)
    _, again, replayed = await post(shop, "payment_intents", "k-1", body)
    assert again == first
    assert (replayed["Idempotent-Replayed"], replayed["Original-Request"]) == ("true", headers["Request-Id"])
    assert replayed["Request-Id"] != headers["Request-Id"]


async def test_other_parameters_or_another_path_are_refused(shop: Shop) -> None:
    await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        await shop.v1.payment_intents.create_async(WISH | {"amount": 1001}, {"idempotency_key": "k-1"})
    assert (refused.value.http_status, existing(refused.value.error).type) == (400, "idempotency_error")
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        await shop.v1.customers.create_async({}, {"idempotency_key": "k-1"})
    assert len(await intents(shop)) == 1


async def test_twenty_at_once_have_one_effect(patient_shop: Shop) -> None:
    shop = patient_shop
    tries = [shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"}) for _ in range(20)]
    made = await asyncio.gather(*tries)
    assert len({intent.id for intent in made}) == 1
    assert len(await intents(shop)) == 1


async def test_a_request_that_is_still_running_keeps_its_key(shop: Shop) -> None:
    for seconds in (0.5, 5.0, 50.0):  # On every machine the second request is sent within one of these periods.
        key = {"idempotency_key": f"k-{seconds}"}
        await shop.fault("hang", operation="payment_intents.create", seconds=seconds)
        running = asyncio.create_task(shop.v1.payment_intents.create_async(WISH, key))
        assert await until(partial(has_struck, shop))
        answers: tuple[Any, Any] = await asyncio.gather(
            shop.v1.payment_intents.create_async(WISH, key), running, return_exceptions=True
        )
        answer, made = answers
        if isinstance(answer, stripe.APIError):
            assert (answer.http_status, existing(answer.error).code) == (409, "idempotency_key_in_use")
            again = await shop.v1.payment_intents.create_async(WISH, key)
            assert again.id == made.id
            return
    pytest.fail("no request was answered while another one held its key")


async def has_struck(shop: Shop) -> bool:
    return all(fault["used"] for fault in (await shop.admin("GET", "/faults"))["faults"])


async def test_a_decline_is_repeated_and_charges_nobody(shop: Shop) -> None:
    criteria = WISH | {"confirm": True, "payment_method": "pm_card_chargeDeclined"}
    headers = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as declined:
            await shop.v1.payment_intents.create_async(criteria, {"idempotency_key": "k-1"})
        headers.append(existing(declined.value.headers))
    assert headers[1]["Idempotent-Replayed"] == "true"
    assert headers[1]["Stripe-Should-Retry"] == "false"
    assert len((await shop.v1.charges.list_async()).data) == 1


async def test_a_refusal_is_repeated_even_when_the_reason_is_gone(shop: Shop) -> None:
    intents = shop.v1.payment_intents
    intent = await intents.create_async(WISH | {"payment_method": "pm_card_visa"})
    with pytest.raises(stripe.InvalidRequestError):
        await intents.capture_async(intent.id, {}, {"idempotency_key": "k-1"})
    assert (await intents.confirm_async(intent.id)).status == "requires_capture"
    with pytest.raises(stripe.InvalidRequestError, match="requires_confirmation"):
        await intents.capture_async(intent.id, {}, {"idempotency_key": "k-1"})
    assert (await intents.capture_async(intent.id, {}, {"idempotency_key": "k-2"})).status == "succeeded"


async def test_bad_parameters_do_not_use_up_a_key(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await shop.v1.payment_intents.create_async(WISH | {"amount": 1}, {"idempotency_key": "k-1"})
    made = await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    assert made.amount == 1000


async def test_keys_are_forgotten_after_a_day(shop: Shop) -> None:
    first = await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    await shop.admin("POST", "/clock/advance", {"seconds": 24 * 3600 + 1})
    second = await shop.v1.payment_intents.create_async(WISH, {"idempotency_key": "k-1"})
    assert second.id != first.id


async def test_keys_belong_to_an_account(shop: Shop) -> None:
    account = await shop.account()
    mine = await shop.v1.customers.create_async({}, {"idempotency_key": "k-1"})
    theirs = await shop.v1.customers.create_async({}, {"idempotency_key": "k-1", "stripe_account": account.id})
    assert mine.id != theirs.id


async def test_a_key_has_a_longest_length(shop: Shop) -> None:
    status, body, _ = await post(shop, "customers", "k" * 256)
    assert (status, body["error"]["type"]) == (400, "idempotency_error")


async def test_keys_mean_nothing_to_reading(shop: Shop) -> None:
    customer = await shop.v1.customers.create_async({})
    for name in ("Ada", "Bob"):
        await shop.v1.customers.update_async(customer.id, {"name": name})
        found = await shop.v1.customers.retrieve_async(customer.id, {}, {"idempotency_key": "k-1"})
        assert found.name == name
