"""The Stripe gateway against a local Stripe, and the one in memory by the same rules."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from hushroom_adapters.local.emulators.stripe import Options, start_local_stripe
from hushroom_adapters.local.emulators.stripe.cards import CARDS
from hushroom_adapters.memory import ManualClock
from hushroom_adapters.memory.gateway import EntryKind, MemoryGateway, Moment
from hushroom_adapters.stripe import StripeGateway
from hushroom_domain.payments.errors import ProviderUnavailable, RequestRefused
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.shared.money import Money
from tests.support.builders import an_id
from tests.support.contracts.gateway import (
    PRICE,
    GatewayContract,
    GatewayScene,
    a_request,
    captured,
    held,
    opened,
)
from tests.support.waiting import PATIENCE_SECONDS

KEY = "sk_test_of_the_gateway"
WEB = "https://hushroom.test"
OPERATIONS = {
    "open": "payment_intents.create",
    "confirm": "payment_intents.confirm",
    "renew": "payment_intents.create",
    "capture": "payment_intents.capture",
    "release": "payment_intents.cancel",
    "refund": "refunds.create",
    "retrieve": "payment_intents.retrieve",
    "open_page": "checkout.sessions.create",
    "close_page": "checkout.sessions.expire",
    "retrieve_page": "checkout.sessions.retrieve",
    "delete_customer": "customers.delete",
}


class StripeScene(GatewayScene):
    def __init__(self, gateway: StripeGateway, url: str, http: aiohttp.ClientSession) -> None:
        self.gateway = self.stripe = gateway
        self.url = url
        self.http = http

    async def admin(self, method: str, path: str, **body: object) -> dict[str, Any]:
        async with self.http.request(method, f"{self.url}/_sandbox{path}", json=body or None) as answer:
            assert answer.status < 300, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def fault(self, kind: str, operation: str, times: int = 1, **more: object) -> None:
        await self.admin("POST", "/faults", kind=kind, operation=OPERATIONS[operation], times=times, **more)

    async def moved(self, intent_id: str) -> dict[str, int]:
        books = await self.admin("GET", f"/ledger/summary?payment_intent={intent_id}")
        kept = {name: books[name] for name in ("captured", "released", "refunded")}
        return {"held": books["authorized"], **kept, "captures": books["capture_count"]}

    async def authenticate(self, intent_id: str, *, passed: bool) -> None:
        outcome = "success" if passed else "failure"
        await self.admin("POST", f"/payment_intents/{intent_id}/authenticate", outcome=outcome)

    async def pay_on_page(self, page: ProviderSnapshot, card: str) -> None:
        assert page.page_url is not None
        form = {"number": CARDS[card.removeprefix("pm_card_")].number, "expiry": "12/34", "cvc": "123"}
        async with self.http.post(page.page_url, data=form, allow_redirects=False) as answer:
            assert answer.status in {303, 402}, await answer.text()

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def contest(self, intent_id: str) -> None:
        await self.admin("POST", f"/payment_intents/{intent_id}/dispute", reason="fraudulent")

    async def judge(self, intent_id: str, *, won: bool) -> None:
        disputes = await self.stripe.client.v1.disputes.list_async({"payment_intent": intent_id})
        await self.admin("POST", f"/disputes/{disputes.data[0].id}/close", outcome="won" if won else "lost")

    async def finish_onboarding(self, account_id: str) -> None:
        await self.admin("POST", f"/accounts/{account_id}/complete_onboarding")

    async def close_account(self, account_id: str) -> None:
        await self.admin("POST", f"/accounts/{account_id}/deauthorize")

    async def has_customer(self, customer_id: str) -> bool:
        found = await self.stripe.client.v1.customers.retrieve_async(customer_id)
        return not found.to_dict().get("deleted", False)

    async def break_before(self, operation: str) -> None:
        await self.fault("error_before", operation, times=3)  # the client retries twice by itself

    async def lose_answer(self, operation: str) -> None:
        await self.fault("lose_response", operation, times=3)


@pytest.fixture
async def scene() -> AsyncIterator[StripeScene]:
    async with (
        start_local_stripe(Options(secret_key=KEY)) as local,
        aiohttp.ClientSession() as http,
        StripeGateway.opened(KEY, local.url, WEB) as gateway,
    ):
        yield StripeScene(gateway, local.url, http)


class TestStripeGateway(GatewayContract):
    async def test_the_intent_says_whose_it_is_and_takes_cards_by_hand(self, scene: StripeScene) -> None:
        request, intent_id = await opened(scene)
        intent = await scene.stripe.client.v1.payment_intents.retrieve_async(intent_id)
        assert intent.metadata.to_dict() == {
            "payment_id": str(request.payment_id),
            "session_id": str(request.session_id),
            "payer_id": str(request.payer_id),
            "companion_id": str(request.companion_id),
        }
        assert (intent.capture_method, intent.payment_method_types) == ("manual", ["card"])
        assert (intent.amount, intent.currency) == (3000, "eur")
        assert intent.transfer_group == str(request.session_id)

    async def test_a_card_that_does_not_exist_is_a_declined_card(self, scene: StripeScene) -> None:
        request, intent_id = await opened(scene)
        hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_of_nobody")
        assert hold.state is IntentState.FAILED
        assert hold.failure is not None
        assert "No such PaymentMethod" in hold.failure

    async def test_capturing_too_early_answers_that_it_waits_and_works_later(self, scene: StripeScene) -> None:
        """Captures after an early failure, which Stripe stores under the key of the capture and replays."""
        request, intent_id = await opened(scene)
        hold = await scene.gateway.capture(intent_id, request.payment_id, PRICE)
        assert hold.state is IntentState.WAITING
        await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
        hold = await scene.gateway.capture(intent_id, request.payment_id, PRICE)
        assert hold.captured == PRICE

    @pytest.mark.parametrize("operation", ["open", "confirm", "capture", "refund"])
    async def test_a_stored_failure_whose_effect_happened_is_found_out(
        self, scene: StripeScene, operation: str
    ) -> None:
        await scene.fault("error_after", operation)
        _, intent_id = await captured(scene)
        hold = await scene.gateway.refund(intent_id, an_id(), Money(10_00), None)
        assert hold.refunded == Money(10_00)
        books = await scene.moved(intent_id)
        assert (books["held"], books["captured"], books["captures"], books["refunded"]) == (3000, 3000, 1, 1000)

    async def test_an_answer_from_stripes_memory_is_not_taken_for_today(self, scene: StripeScene) -> None:
        request, intent_id = await captured(scene)
        hold = await scene.gateway.open(request)
        assert (hold.intent_id, hold.state, hold.captured) == (intent_id, IntentState.CAPTURED, PRICE)

    async def test_a_refund_is_not_given_twice_when_stripe_has_forgotten_its_key(self, scene: StripeScene) -> None:
        _, intent_id = await captured(scene)
        refund_id = an_id()
        await scene.gateway.refund(intent_id, refund_id, Money(10_00), None)
        await scene.admin("POST", "/clock/advance", seconds=25 * 3600)
        hold = await scene.gateway.refund(intent_id, refund_id, Money(10_00), None)
        assert hold.refunded == Money(10_00)

    async def test_twenty_captures_through_failures_and_lost_answers_take_the_money_once(
        self, scene: StripeScene
    ) -> None:
        request, intent_id = await held(scene)
        for kind in ("error_before", "lose_response", "error_before", "lose_response"):
            await scene.fault(kind, "capture")
        capture = scene.gateway.capture
        answers = await asyncio.gather(
            *(capture(intent_id, request.payment_id, PRICE) for _ in range(20)), return_exceptions=True
        )
        assert {type(answer) for answer in answers} <= {ProviderSnapshot, ProviderUnavailable}
        books = await scene.moved(intent_id)
        assert (books["captured"], books["captures"]) == (3000, 1)

    async def test_a_provider_that_hangs_is_given_up_in_time(self, scene: StripeScene) -> None:
        request = a_request()
        await scene.fault("hang", "open", times=5, seconds=3_600.0)
        async with asyncio.timeout(PATIENCE_SECONDS):
            with pytest.raises(ProviderUnavailable):
                await scene.gateway.open(request)

    async def test_a_wrong_key_is_our_trouble_and_not_the_payers(self, scene: StripeScene) -> None:
        async with StripeGateway.opened("sk_test_wrong", scene.url, WEB) as gateway:
            with pytest.raises(ProviderUnavailable):
                await gateway.open(a_request())

    async def test_a_provider_that_is_not_there_is_unavailable(self, unused_port: int) -> None:
        async with StripeGateway.opened(KEY, f"http://127.0.0.1:{unused_port}", WEB) as gateway:
            with pytest.raises(ProviderUnavailable):
                await gateway.retrieve("pi_1")

    async def test_an_amount_below_stripes_smallest_is_refused_in_its_words(self, scene: StripeScene) -> None:
        with pytest.raises(RequestRefused, match="at least"):
            await scene.gateway.open(a_request(Money(49)))

    @pytest.mark.parametrize("kind", ["charge", "refund", "dispute"])
    async def test_what_hangs_on_a_charge_leads_to_its_hold(self, scene: StripeScene, kind: str) -> None:
        _, intent_id = await captured(scene)
        await scene.gateway.refund(intent_id, an_id(), Money(5_00), None)
        await scene.contest(intent_id)
        v1: Any = scene.stripe.client.v1
        of = {"payment_intent": intent_id}
        found = {
            "charge": (await v1.charges.list_async(of)).data[0].id,
            "refund": (await v1.refunds.list_async(of)).data[0].id,
            "dispute": (await v1.disputes.list_async(of)).data[0].id,
        }
        assert await scene.gateway.intent_of(kind, found[kind]) == intent_id

    async def test_an_account_that_the_platform_deleted_has_no_state(self, scene: StripeScene) -> None:
        account_id = await scene.gateway.open_account(an_id(), "companion@hushroom.test")
        await scene.stripe.client.v1.accounts.delete_async(account_id)
        assert await scene.gateway.account(account_id) is None

    async def test_another_address_between_two_requests_opens_no_second_account(self, scene: StripeScene) -> None:
        companion_id = an_id()
        account_id = await scene.gateway.open_account(companion_id, "companion@hushroom.test")
        assert await scene.gateway.open_account(companion_id, "moved@hushroom.test") == account_id
        assert (await scene.stripe.client.v1.accounts.retrieve_async(account_id)).email == "companion@hushroom.test"
        await scene.stripe.client.v1.accounts.delete_async(account_id)
        again = await scene.gateway.open_account(companion_id, "moved@hushroom.test")
        assert again != account_id
        assert (await scene.stripe.client.v1.accounts.retrieve_async(again)).email == "moved@hushroom.test"

    async def test_a_companion_comes_back_to_us_from_the_account_form(self, scene: StripeScene) -> None:
        account_id = await scene.gateway.open_account(an_id(), "companion@hushroom.test")
        link = await scene.gateway.account_link(account_id)
        async with scene.http.post(link, allow_redirects=False) as answer:
            assert answer.headers["Location"] == f"{WEB}/companion/payouts?onboarding=done"


class MemoryScene(GatewayScene):
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.gateway = self.provider = MemoryGateway(clock=self.clock)

    async def moved(self, intent_id: str) -> dict[str, int]:
        entries = [entry for entry in self.provider.ledger if entry.intent_id == intent_id]
        return {
            "held": self.provider.moved(intent_id, EntryKind.HOLD),
            "captured": self.provider.moved(intent_id, EntryKind.CAPTURE),
            "released": self.provider.moved(intent_id, EntryKind.RELEASE),
            "refunded": self.provider.moved(intent_id, EntryKind.REFUND),
            "captures": sum(entry.kind is EntryKind.CAPTURE for entry in entries),
        }

    async def authenticate(self, intent_id: str, *, passed: bool) -> None:
        self.provider.authenticate(intent_id, passed=passed)

    async def pay_on_page(self, page: ProviderSnapshot, card: str) -> None:
        assert page.page_id is not None
        self.provider.pay_on_page(page.page_id, card)

    def now(self) -> datetime:
        return self.clock.now()

    async def contest(self, intent_id: str) -> None:
        self.provider.contest(intent_id, PRICE)

    async def judge(self, intent_id: str, *, won: bool) -> None:
        self.provider.judge(intent_id, won=won)

    async def finish_onboarding(self, account_id: str) -> None:
        self.provider.finish_onboarding(account_id)

    async def close_account(self, account_id: str) -> None:
        self.provider.close_account(account_id)

    async def has_customer(self, customer_id: str) -> bool:
        named = {intent.report().customer_id for intent in self.provider.intents.values()}
        return customer_id in named - self.provider.deleted_customers

    async def break_before(self, operation: str) -> None:
        self.provider.faults.plan(operation, Moment.BEFORE)

    async def lose_answer(self, operation: str) -> None:
        self.provider.faults.plan(operation, Moment.AFTER)


class TestMemoryGateway(GatewayContract):
    @pytest.fixture
    def scene(self) -> MemoryScene:
        return MemoryScene()
