"""Webhooks: signed, complete, repeated until accepted, and sent to subscribed endpoints only."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from hushroom_adapters.local.emulators.stripe import Options
from hushroom_adapters.local.emulators.stripe.webhooks import signature
from tests.integration.stripe.conftest import Listener, Shop
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS

SECRET = "whsec_of_the_tests"


async def test_events_arrive_signed_and_whole(told_shop: Shop, listener: Listener) -> None:
    intent = await told_shop.hold(metadata={"session": "s-1"})
    await told_shop.v1.payment_intents.capture_async(intent.id, {}, {"idempotency_key": "k-7"})
    await listener.hear("payment_intent.succeeded", "charge.captured")
    body, header = listener.heard[-1]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, header, "whsec_of_somebody_else")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body.replace(b"s-1", b"s-2"), header, SECRET)
    [event] = [event for event in listener.events() if event.type == "payment_intent.succeeded"]
    assert (event.data.object.id, event.data.object.metadata["session"]) == (intent.id, "s-1")
    assert (existing(event.request).idempotency_key, event.pending_webhooks, event.livemode) == ("k-7", 1, False)
    kept = await told_shop.v1.events.retrieve_async(event.id)
    assert kept.data.object.to_dict() == event.data.object.to_dict()


async def test_an_old_signature_is_stale() -> None:
    body = b'{"id": "evt_1", "object": "event"}'
    fresh, old = (signature(body, SECRET, int(time.time()) - age) for age in (200, 400))
    assert stripe.Webhook.construct_event(body, fresh, SECRET).id == "evt_1"
    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        stripe.Webhook.construct_event(body, old, SECRET)


async def test_what_is_not_taken_is_sent_again(told_shop: Shop, listener: Listener) -> None:
    listener.answers = [500, 404]
    await told_shop.v1.customers.create_async({})
    await listener.until(lambda heard: len(heard) == 3)
    assert len({event.id for event in listener.events()}) == 1
    [delivery] = (await told_shop.admin("GET", "/deliveries"))["deliveries"]
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 3)
    [event] = (await told_shop.v1.events.list_async()).data
    assert event.pending_webhooks == 0


async def test_one_who_never_listens_is_given_up(told_shop: Shop, listener: Listener) -> None:
    listener.answers = [500] * 10
    await told_shop.v1.customers.create_async({})
    await listener.until(lambda heard: len(heard) == 4)
    [delivery] = (await told_shop.admin("GET", "/deliveries"))["deliveries"]
    assert (delivery["state"], delivery["attempts"], delivery["status"]) == ("given up", 4, 500)


async def test_one_who_is_away_for_a_while_misses_nothing(
    open_shop: Callable[..., Any], listener: Listener, unused_port: int
) -> None:
    options = Options(
        secret_key="sk_test_x",
        webhook_url=f"http://127.0.0.1:{unused_port}/hook",
        webhook_secret=SECRET,
        retry_seconds=(0.05, 0.05, 0.05, 0.2, 0.2),
    )
    async with open_shop(options) as shop:
        await shop.v1.customers.create_async({})
        [endpoint] = (await shop.v1.webhook_endpoints.list_async()).data
        await shop.v1.webhook_endpoints.update_async(endpoint.id, {"url": listener.url})
        assert await listener.hear("customer.created") == ["customer.created"]


async def test_an_endpoint_hears_what_it_asked_for(shop: Shop, listener: Listener) -> None:
    criteria = {"url": listener.url, "enabled_events": ["charge.captured", "charge.refunded"]}
    endpoint = await shop.v1.webhook_endpoints.create_async(criteria)
    assert endpoint.secret.startswith("whsec_")
    assert "secret" not in (await shop.v1.webhook_endpoints.retrieve_async(endpoint.id)).to_dict()
    intent = await shop.hold()
    await shop.v1.payment_intents.capture_async(intent.id)
    await shop.v1.refunds.create_async({"payment_intent": intent.id})
    deliveries = (await shop.admin("GET", "/deliveries"))["deliveries"]
    assert [delivery["type"] for delivery in deliveries] == ["charge.captured", "charge.refunded"]
    assert (await shop.v1.webhook_endpoints.delete_async(endpoint.id)).deleted is True
    await shop.v1.customers.create_async({})
    assert (await shop.v1.webhook_endpoints.list_async()).data == []


async def test_connected_accounts_have_endpoints_of_their_own(shop: Shop, listener: Listener) -> None:
    for connect in (True, False):
        criteria = {"url": listener.url, "enabled_events": ["*"], "connect": connect}
        await shop.v1.webhook_endpoints.create_async(criteria)
    account = await shop.account()
    await shop.v1.customers.create_async({})
    rows = (await shop.admin("GET", "/deliveries"))["deliveries"]
    assert sorted(row["type"] for row in rows) == ["account.updated", "customer.created"]
    assert len({row["endpoint"] for row in rows}) == 2
    assert account.id


async def test_endpoints_need_an_address_and_events(shop: Shop) -> None:
    for criteria in (
        {"url": "nowhere", "enabled_events": ["*"]},
        {"url": "http://127.0.0.1/x", "enabled_events": []},
        {"url": "http://127.0.0.1/x"},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            await shop.v1.webhook_endpoints.create_async(criteria)


async def test_a_refused_request_tells_nobody(told_shop: Shop, listener: Listener) -> None:
    intent = await told_shop.hold()
    with pytest.raises(stripe.InvalidRequestError):
        await told_shop.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 9999})
    await told_shop.v1.customers.create_async({})
    types = await listener.hear("customer.created")
    assert "charge.captured" not in types


async def test_events_can_be_read_again_by_type(shop: Shop) -> None:
    await shop.pay()
    found = await shop.v1.events.list_async({"type": "charge.succeeded"})
    assert [event.type for event in found.data] == ["charge.succeeded"]
    found = await shop.v1.events.list_async({"types": ["charge.succeeded", "payment_intent.created"]})
    assert [event.type for event in found.data] == ["charge.succeeded", "payment_intent.created"]


async def test_an_endpoint_is_sent_thin_events_when_it_wants_them(told_shop: Shop, listener: Listener) -> None:
    shop = told_shop
    [endpoint] = (await shop.v1.webhook_endpoints.list_async()).data
    await shop.admin("POST", f"/webhook_endpoints/{endpoint.id}/payload", {"payload": "thin"})
    account = await shop.account()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not listener.heard:
            listener.changed.clear()
            await listener.changed.wait()
    body, signature = listener.heard[0]
    told: Any = shop.client.parse_event_notification(body, signature, SECRET)
    assert (told.type, told.related_object.type, told.related_object.id) == (
        "v1.account.updated",
        "account",
        account.id,
    )
    assert told.related_object.url == f"/v1/accounts/{account.id}"
    assert str(told.context) == account.id
    assert "data" not in json.loads(body)
