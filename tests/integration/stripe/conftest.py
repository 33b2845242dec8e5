"""Fixtures of a local Stripe, the official client for it, and a webhook endpoint."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import pytest
import stripe
from aiohttp import web
from attrs import define, field

from hushroom_adapters.local.emulators.stripe import LocalStripe, Options, start_local_stripe
from tests.support.waiting import PATIENCE_SECONDS

KEY = "sk_test_of_the_tests"
SECRET = "whsec_of_the_tests"


Expanded = TypeVar("Expanded")


def expanded(field: object, kind: type[Expanded]) -> Expanded:
    """Returns the object that stands in a field instead of its id, and fails the test when it does not."""
    assert isinstance(field, kind), field
    return field


@define
class Shop:
    """The official client and the admin routes of a local Stripe."""

    url: str
    client: stripe.StripeClient
    http: aiohttp.ClientSession
    local: LocalStripe

    @property
    def v1(self) -> Any:
        return self.client.v1

    async def admin(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        async with self.http.request(method, f"{self.url}/_sandbox{path}", json=body) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status < 300, found
            return found

    async def fault(self, kind: str, **plan: Any) -> dict[str, Any]:
        return await self.admin("POST", "/faults", {"kind": kind, **plan})

    async def summary(self, intent: str) -> dict[str, Any]:
        return await self.admin("GET", f"/ledger/summary?payment_intent={intent}")

    async def pay(self, card: str = "pm_card_visa", amount: int = 3000, **params: Any) -> stripe.PaymentIntent:
        given = {"amount": amount, "currency": "eur", "confirm": True, "payment_method": card, **params}
        intent: stripe.PaymentIntent = await self.v1.payment_intents.create_async(given)
        return intent

    async def hold(self, card: str = "pm_card_visa", amount: int = 3000, **params: Any) -> stripe.PaymentIntent:
        return await self.pay(card, amount, capture_method="manual", **params)

    async def account(self, *, onboarded: bool = True) -> stripe.Account:
        criteria = {"type": "express", "capabilities": {"transfers": {"requested": True}}}
        account: stripe.Account = await self.v1.accounts.create_async(criteria)
        if onboarded:
            await self.admin("POST", f"/accounts/{account.id}/complete_onboarding")
        return account

    async def event_types(self) -> list[str]:
        """Returns the events in the order of their creation."""
        events = await self.v1.events.list_async({"limit": 100})
        return [event.type for event in reversed(events.data)]


@asynccontextmanager
async def opened(options: Options, retries: int = 0) -> AsyncIterator[Shop]:
    async with start_local_stripe(options) as local, aiohttp.ClientSession() as http:
        client = stripe.StripeClient(
            options.secret_key,
            base_addresses={"api": local.url},
            http_client=stripe.AIOHTTPClient(session=http),
            max_network_retries=retries,
        )
        yield Shop(local.url, client, http, local)


@pytest.fixture
def open_shop() -> Callable[..., Any]:
    """Returns the opener of a local Stripe, for tests that choose its options."""
    return opened


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened(Options(secret_key=KEY)) as shop:
        yield shop


@pytest.fixture
async def patient_shop() -> AsyncIterator[Shop]:
    """Yields a local Stripe with a client that retries, as the library does by default."""
    async with opened(Options(secret_key=KEY), retries=3) as shop:
        yield shop


@define
class Listener:
    """An endpoint that stores the webhooks it receives; `answers` are its first statuses, then 200."""

    url: str = ""
    heard: list[tuple[bytes, str]] = field(factory=list)
    answers: list[int] = field(factory=list)
    changed: asyncio.Event = field(factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((await request.read(), request.headers["Stripe-Signature"]))
        self.changed.set()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    def events(self) -> list[stripe.Event]:
        return [stripe.Webhook.construct_event(body, signature, SECRET) for body, signature in self.heard]

    def types(self) -> list[str]:
        return [event.type for event in self.events()]

    async def until(self, enough: Callable[[list[str]], bool]) -> list[str]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not enough(self.types()):
                self.changed.clear()
                await self.changed.wait()
        return self.types()

    async def hear(self, *types: str) -> list[str]:
        return await self.until(lambda heard: set(types) <= set(heard))


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


@pytest.fixture
async def told_shop(listener: Listener) -> AsyncIterator[Shop]:
    """Yields a local Stripe that sends its webhooks to the listener and repeats failed ones at once."""
    options = Options(secret_key=KEY, webhook_url=listener.url, webhook_secret=SECRET, retry_seconds=(0.05, 0.1, 0.2))
    async with opened(options) as shop:
        yield shop


@pytest.fixture
def unused_port() -> int:
    """A port without a server."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
