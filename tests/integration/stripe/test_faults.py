"""Planned faults: the effect of each kind, and its end."""

import time
from typing import Any

import pytest
import stripe

from tests.integration.stripe.conftest import Listener, Shop
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS, until


async def test_a_lost_answer_leaves_its_effect_and_the_retry_hears_of_it(patient_shop: Shop) -> None:
    shop = patient_shop
    intent = await shop.hold()
    await shop.fault("lose_response", operation="payment_intents.capture")
    captured = await shop.v1.payment_intents.capture_async(intent.id, {}, {"idempotency_key": "capture-1"})
    assert captured.status == "succeeded"
    assert captured.last_response.headers["Idempotent-Replayed"] == "true"
    assert (await shop.summary(intent.id))["capture_count"] == 1


async def test_without_a_retry_a_lost_answer_is_a_broken_connection(shop: Shop) -> None:
    intent = await shop.hold()
    await shop.fault("lose_response", method="POST", path="/v1/payment_intents/")
    with pytest.raises(stripe.APIConnectionError):
        await shop.v1.payment_intents.capture_async(intent.id)
    assert (await shop.v1.payment_intents.retrieve_async(intent.id)).status == "succeeded"


async def test_an_error_before_any_effect_is_healed_by_a_retry(patient_shop: Shop) -> None:
    shop = patient_shop
    intent = await shop.hold()
    await shop.fault("error_before", operation="payment_intents.capture", times=2)
    captured = await shop.v1.payment_intents.capture_async(intent.id)
    assert captured.status == "succeeded"
    [fault] = (await shop.admin("GET", "/faults"))["faults"]
    assert (fault["left"], fault["used"]) == (0, 2)


@pytest.mark.parametrize(
    ("status", "kind"), [(500, stripe.APIError), (503, stripe.APIError), (429, stripe.RateLimitError)]
)
async def test_an_error_before_any_effect_has_no_effect(
    shop: Shop, status: int, kind: type[stripe.StripeError]
) -> None:
    intent = await shop.hold()
    await shop.fault("error_before", operation="payment_intents.*", status=status)
    with pytest.raises(kind) as failed:
        await shop.v1.payment_intents.capture_async(intent.id, {}, {"idempotency_key": "k-1"})
    assert (failed.value.http_status, existing(failed.value.error).type) == (status, "api_error")
    assert (await shop.summary(intent.id))["capture_count"] == 0
    captured = await shop.v1.payment_intents.capture_async(intent.id, {}, {"idempotency_key": "k-1"})
    assert captured.status == "succeeded"


async def test_an_error_after_the_effect_is_repeated_for_its_key(shop: Shop) -> None:
    intent = await shop.hold()
    await shop.fault("error_after", operation="payment_intents.capture")
    answers = []
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            await shop.v1.payment_intents.capture_async(intent.id, {}, {"idempotency_key": "k-1"})
        answers.append(failed.value)
    assert [answer.http_status for answer in answers] == [500, 500]
    assert existing(answers[1].headers)["Stripe-Should-Retry"] == "false"
    assert (await shop.v1.payment_intents.retrieve_async(intent.id)).status == "succeeded"
    assert (await shop.summary(intent.id))["capture_count"] == 1


async def test_a_request_can_hang(shop: Shop) -> None:
    await shop.fault("hang", operation="customers.create", seconds=0.2)
    begun = time.monotonic()
    await shop.v1.customers.create_async({})
    assert time.monotonic() - begun >= 0.2


async def test_the_webhook_can_come_before_the_answer(told_shop: Shop, listener: Listener) -> None:
    intent = await told_shop.hold()
    await listener.hear("payment_intent.amount_capturable_updated")
    await told_shop.fault("webhook_first", operation="payment_intents.capture")
    await told_shop.v1.payment_intents.capture_async(intent.id)
    assert {"charge.captured", "payment_intent.succeeded"} <= set(listener.types())


async def test_a_slow_webhook_endpoint_delays_the_answer_that_waits_for_it(told_shop: Shop, listener: Listener) -> None:
    listener.answers = [500, 500]
    await told_shop.fault("webhook_first", operation="customers.create")
    await told_shop.v1.customers.create_async({})
    assert listener.types() == ["customer.created"]


async def test_a_charge_can_stay_undecided(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("processing", operation="payment_intents.create", seconds=0.2)
    intent = await told_shop.hold()
    assert (intent.status, existing(intent.processing).type) == ("processing", "card")
    types = await listener.hear("payment_intent.processing", "payment_intent.amount_capturable_updated")
    assert types.index("payment_intent.processing") < types.index("payment_intent.amount_capturable_updated")
    assert (await told_shop.v1.payment_intents.retrieve_async(intent.id)).status == "requires_capture"


async def test_an_undecided_charge_can_end_in_a_decline(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("processing", operation="payment_intents.create", seconds=0.05)
    intent = await told_shop.pay("pm_card_chargeDeclined")
    assert intent.status == "processing"
    await listener.hear("payment_intent.payment_failed")
    assert (await told_shop.v1.payment_intents.retrieve_async(intent.id)).status == "requires_payment_method"


async def test_a_webhook_can_come_more_than_once(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("duplicate", event="customer.created", copies=2)
    await told_shop.v1.customers.create_async({})
    await listener.until(lambda heard: len(heard) == 3)
    assert len({event.id for event in listener.events()}) == 1


async def test_webhooks_can_come_in_the_wrong_order(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("reorder", event="charge.captured", seconds=PATIENCE_SECONDS)
    intent = await told_shop.hold()
    await told_shop.v1.payment_intents.capture_async(intent.id)
    types = await listener.hear("charge.captured", "payment_intent.succeeded")
    assert types.index("payment_intent.succeeded") < types.index("charge.captured")


async def test_a_held_webhook_without_a_successor_comes_in_the_end(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("reorder", event="customer.*", seconds=0.2)
    await told_shop.v1.customers.create_async({})
    assert await listener.hear("customer.created") == ["customer.created"]


async def test_a_webhook_can_be_late(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("delay", event="customer.created", seconds=0.3)
    begun = time.monotonic()
    await told_shop.v1.customers.create_async({})
    await listener.hear("customer.created")
    assert time.monotonic() - begun >= 0.3
    assert len(listener.heard) == 1


async def test_a_webhook_can_be_lost_for_good(told_shop: Shop, listener: Listener) -> None:
    await told_shop.fault("drop", event="customer.created")
    for _ in range(2):
        await told_shop.v1.customers.create_async({})
    await listener.hear("customer.created")

    async def is_written_down() -> bool:
        rows = (await told_shop.admin("GET", "/deliveries"))["deliveries"]
        return [row["state"] for row in rows] == ["dropped", "delivered"]

    assert await until(is_written_down)
    assert len(listener.heard) == 1


async def test_faults_are_listed_and_cleared(shop: Shop) -> None:
    first = await shop.fault("drop", event="charge.captured", times=3)
    await shop.fault("hang", operation="payment_intents.create", seconds=0)
    listed = await shop.admin("GET", "/faults")
    assert [fault["kind"] for fault in listed["faults"]] == ["drop", "hang"]
    assert "lose_response" in listed["kinds"]
    left = await shop.admin("DELETE", f"/faults/{first['id']}")
    assert [fault["kind"] for fault in left["faults"]] == ["hang"]
    assert (await shop.admin("DELETE", "/faults"))["faults"] == []


@pytest.mark.parametrize(
    "plan",
    [
        {"kind": "explode"},
        {"kind": "drop", "times": "two"},
        {"kind": "drop", "times": 1.5},
        {"kind": "hang", "seconds": -1},
        {"kind": "hang", "event": "charge.captured"},
        {"kind": "drop", "operation": "payment_intents.create"},
        {"kind": "drop", "weather": "bad"},
        {},
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(shop: Shop, plan: dict[str, Any]) -> None:
    async with shop.http.post(f"{shop.url}/_sandbox/faults", json=plan) as answer:
        assert answer.status == 400
    assert (await shop.admin("GET", "/faults"))["faults"] == []
