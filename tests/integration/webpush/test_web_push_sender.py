"""The sender of push messages against a push service on this machine."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from attrs import evolve

from hushroom_adapters.webpush import VapidKey, WebPushSender, new_vapid_key
from hushroom_domain.notifications.errors import PushRefused, PushSubscriptionGone, PushUnavailable
from hushroom_domain.notifications.model import OutgoingPush, PushSubscription
from tests.support.builders import a_push_subscription, an_id
from tests.support.push_receiver import Browser, PushReceiver, push_receiver

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTACT = "mailto:hello@hushroom.com"
PUSH = OutgoingPush(payload='{"title":"تبدأ جلستك"}'.encode(), topic="S" + "0" * 31, lasts_seconds=900)
BROWSER = Browser()


@pytest.fixture
async def receiver() -> AsyncIterator[PushReceiver]:
    async with push_receiver() as receiver:
        yield receiver


@pytest.fixture
async def sender() -> AsyncIterator[WebPushSender]:
    async with WebPushSender(VapidKey.of(new_vapid_key()), CONTACT, lambda: NOW, takes_loopback=True) as sender:
        yield sender


def subscription(receiver: PushReceiver, path: str = "/a") -> PushSubscription:
    keys = BROWSER.keys
    return a_push_subscription(
        user_id=an_id(),
        sign_in_id=an_id(),
        endpoint=f"{receiver.url}{path}",
        public_key=keys["p256dh"],
        auth_secret=keys["auth"],
    )


async def test_the_browser_reads_the_message_and_the_service_reads_who_sent_it(
    receiver: PushReceiver, sender: WebPushSender
) -> None:
    await sender.send(subscription(receiver), PUSH)
    (received,) = receiver.received
    assert BROWSER.read(received.body) == PUSH.payload
    assert PUSH.payload not in received.body
    claims = received.claims(sender.public_key)
    assert (claims["aud"], claims["sub"]) == (receiver.url, CONTACT)
    assert {name: received.headers[name] for name in ("TTL", "Urgency", "Topic", "Content-Encoding")} == {
        "TTL": "900",
        "Urgency": "high",
        "Topic": PUSH.topic,
        "Content-Encoding": "aes128gcm",
    }


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_the_service_does_not_know_has_ended(
    receiver: PushReceiver, sender: WebPushSender, status: int
) -> None:
    receiver.status = status
    with pytest.raises(PushSubscriptionGone):
        await sender.send(subscription(receiver), PUSH)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
async def test_a_busy_service_is_tried_later(receiver: PushReceiver, sender: WebPushSender, status: int) -> None:
    receiver.status = status
    with pytest.raises(PushUnavailable):
        await sender.send(subscription(receiver), PUSH)


@pytest.mark.parametrize("status", [400, 401, 403, 413])
async def test_a_refusal_is_told_with_its_status(receiver: PushReceiver, sender: WebPushSender, status: int) -> None:
    receiver.status = status
    with pytest.raises(PushRefused, match=str(status)):
        await sender.send(subscription(receiver), PUSH)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(receiver: PushReceiver, sender: WebPushSender, status: int) -> None:
    receiver.answers["/a"] = status
    with pytest.raises(PushRefused):
        await sender.send(subscription(receiver), PUSH)
    assert receiver.at("/elsewhere") == []


async def test_a_service_that_is_away_is_tried_later(receiver: PushReceiver, sender: WebPushSender) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
    with pytest.raises(PushUnavailable):
        await sender.send(evolve(subscription(receiver), endpoint=closed), PUSH)


async def test_a_key_that_no_message_can_be_encrypted_for_has_ended(
    receiver: PushReceiver, sender: WebPushSender
) -> None:
    with pytest.raises(PushSubscriptionGone):
        await sender.send(evolve(subscription(receiver), public_key="B" + "A" * 86), PUSH)
    assert receiver.received == []


async def test_production_calls_nobody_on_this_machine(receiver: PushReceiver) -> None:
    named = receiver.url.replace("127.0.0.1", "localhost")
    async with WebPushSender(VapidKey.of(new_vapid_key()), CONTACT, lambda: NOW) as sender:
        for endpoint in (receiver.url, named):
            with pytest.raises(PushSubscriptionGone):
                await sender.send(evolve(subscription(receiver), endpoint=f"{endpoint}/a"), PUSH)
    assert receiver.received == []


class PointsInside(AbstractResolver):
    """Resolves every name to an address of a private network."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [ResolveResult(hostname=host, host="10.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def test_a_public_name_with_a_private_address_is_not_called(receiver: PushReceiver) -> None:
    names = PointsInside()
    async with WebPushSender(VapidKey.of(new_vapid_key()), CONTACT, lambda: NOW, names=names) as sender:
        with pytest.raises(PushSubscriptionGone):
            await sender.send(evolve(subscription(receiver), endpoint="https://push.example.com/a"), PUSH)
    assert names.asked == ["push.example.com"]


async def test_many_devices_are_served_although_one_of_them_is_gone(
    receiver: PushReceiver, sender: WebPushSender
) -> None:
    receiver.answers["/1"] = 410
    ended = 0
    for number in range(3):
        try:
            await sender.send(subscription(receiver, f"/{number}"), PUSH)
        except PushSubscriptionGone:
            ended += 1
    assert (ended, [one.path for one in receiver.received]) == (1, ["/0", "/1", "/2"])
