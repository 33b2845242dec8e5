"""Stripe's notices, from the webhook to the payment: early, late, twice, in any order, or lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from aiohttp import ClientSession, web

from hushroom_adapters.bootstrap import Platform, open_application
from hushroom_adapters.jobs.reaction_runner import ReactionRunner
from hushroom_adapters.local.emulators.stripe import LocalStripe, Options, start_local_stripe
from hushroom_adapters.settings import read_settings
from hushroom_domain.companions.model import Companion
from hushroom_domain.payments.errors import RequestRefused
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.lanes import Lane
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.platforms import WEBHOOK_SECRET, SessionDriver
from tests.support.servers import STRIPE_SECRET_KEY
from tests.support.waiting import until


class Shop:
    """A platform that receives Stripe's webhooks and runs reactions when the test says so."""

    def __init__(self) -> None:
        self.platform: Platform
        self.stripe: LocalStripe
        self.http: ClientSession

    async def hear(self, request: web.Request) -> web.Response:
        try:
            notice = self.platform.notices.read(await request.read(), request.headers.get("Stripe-Signature"))
        except ValidationFailed:
            return web.Response(status=400)
        await self.platform.application.payments.receive_notice(notice)
        return web.Response(status=201)

    async def fault(self, **plan: object) -> None:
        async with self.http.post(f"{self.stripe.url}/_sandbox/faults", json=plan) as answer:
            assert answer.status == 201, await answer.text()

    async def admin(self, path: str, **body: object) -> dict[str, Any]:
        async with self.http.post(f"{self.stripe.url}/_sandbox{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def books(self, intent_id: str | None) -> dict[str, Any]:
        url = f"{self.stripe.url}/_sandbox/ledger/summary?payment_intent={intent_id}"
        async with self.http.get(url) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def work(self, shuffle: random.Random | None = None) -> None:
        """Runs the due reactions, once for each row, in order or shuffled."""
        platform = self.platform
        effects = ReactionRunner(
            application=platform.application,
            outbox=platform.outbox,
            read_event=platform.read_event,
            clock=platform.clock,
        )
        jobs = list(await platform.outbox.lease(dict[str, Any].fromkeys(Lane, 100), 0, platform.clock.now()))
        if shuffle:
            jobs = [*jobs, *jobs]
            shuffle.shuffle(jobs)
        for job in jobs:
            await effects.carry_out(job.id)


@pytest.fixture
async def shop(environment: dict[str, str]) -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_post("/hook", shop.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    options = Options(secret_key=STRIPE_SECRET_KEY, webhook_url=hook, webhook_secret=WEBHOOK_SECRET)
    async with start_local_stripe(options) as shop.stripe, ClientSession() as shop.http:
        settings = read_settings({**environment, "STRIPE_API_BASE": shop.stripe.url})
        async with open_application(settings) as shop.platform:
            yield shop
        await runner.cleanup()


@pytest.fixture
def buyers(shop: Shop) -> SessionDriver:
    return SessionDriver(shop.platform.application, shop.platform.queries)


@pytest.mark.parametrize("operation", ["payment_intents.create", "payment_intents.confirm"])
async def test_a_notice_that_is_quicker_than_the_answer_changes_nothing(
    shop: Shop, buyers: SessionDriver, operation: str
) -> None:
    session = await buyers.matched()
    await shop.fault(kind="webhook_first", operation=operation)
    answer = asyncio.create_task(buyers.authorize(session))
    while not answer.done():
        await shop.work()
        await asyncio.sleep(0.01)
    payment = await answer
    await shop.work()
    assert payment.status is PaymentStatus.AUTHORIZED
    assert await buyers.payment(session) == payment
    assert (await shop.books(payment.intent_id))["authorization_count"] == 1


async def test_a_refund_whose_notice_is_quicker_than_the_answer_is_booked_once(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    payment = await captured(buyers)
    await shop.fault(kind="webhook_first", operation="refunds.create")
    answer = asyncio.create_task(refund(buyers, payment, Money(5_00)))
    while not answer.done():
        await shop.work()
        await asyncio.sleep(0.01)
    after = await answer
    await shop.work()
    assert (after.status, after.refunded) == (PaymentStatus.PARTIALLY_REFUNDED, Money(5_00))
    found = rows.execute("SELECT minor FROM ledger_entries WHERE kind = 'REFUND' ORDER BY minor").fetchall()
    assert found == [(-3_50,), (-1_50,), (5_00,)]
    books = await shop.books(payment.intent_id)
    assert (books["refund_count"], books["refunded"]) == (1, 5_00)


async def test_a_refund_that_the_balance_does_not_cover_is_refused_and_may_be_asked_for_again(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    payment = await captured(buyers)
    await shop.fault(kind="error_before", operation="refunds.create", status=400)
    with pytest.raises(RequestRefused):
        await refund(buyers, payment, Money(20_00))
    await shop.work()
    assert rows.execute("SELECT status FROM refunds").fetchall() == [("FAILED",)]
    assert rows.execute("SELECT count(*) FROM ledger_entries WHERE kind = 'REFUND'").fetchone() == (0,)
    assert (await refund(buyers, payment, Money(20_00))).status is PaymentStatus.REFUNDED
    assert (await shop.books(payment.intent_id))["refunded"] == 20_00


async def test_a_card_that_is_still_being_decided_on_holds_nothing_until_it_is(
    shop: Shop, buyers: SessionDriver
) -> None:
    session = await buyers.matched()
    await shop.fault(kind="processing", operation="payment_intents.confirm", seconds=60)
    payment = await buyers.authorize(session)
    await shop.work()
    assert (payment.status, (await buyers.payment(session)).status) == (PaymentStatus.PENDING, PaymentStatus.PENDING)
    with pytest.raises(IllegalTransition):
        await buyers.move(session, SessionAction.READY)
    await shop.admin("/clock/advance", seconds=61)

    async def is_held() -> bool:
        await shop.work()
        return (await buyers.payment(session)).status is PaymentStatus.AUTHORIZED

    assert await until(is_held)
    assert (await buyers.move(session, SessionAction.READY)).status is SessionStatus.READY


async def captured(buyers: SessionDriver) -> Payment:
    session = await buyers.running()
    await buyers.move(session, SessionAction.END)
    await buyers.app.payments.settle(session.id)
    payment = await buyers.payment(session)
    return await buyers.app.payments.capture.reconciler.reconcile(payment.id)


async def refund(buyers: SessionDriver, payment: Payment, amount: Money) -> Payment:
    return await buyers.app.payments.refund(RefundPayment.Command(payment_id=payment.id, amount=amount))


async def test_a_payer_who_confirms_in_the_browser_is_noticed(shop: Shop, buyers: SessionDriver) -> None:
    session = await buyers.matched()
    payment = await buyers.authorize(session, "pm_card_authenticationRequired")
    assert payment.status is PaymentStatus.PENDING
    await shop.admin(f"/payment_intents/{payment.intent_id}/authenticate", outcome="success")

    async def is_held() -> bool:
        await shop.work()
        return (await buyers.payment(session)).status is PaymentStatus.AUTHORIZED

    assert await until(is_held)


async def test_notices_twice_and_in_any_order_come_to_the_same_end(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    for event in ("payment_intent.*", "charge.*"):
        await shop.fault(kind="duplicate", event=event, times=20)
    session = await buyers.running()
    await buyers.move(session, SessionAction.END)
    payment = await buyers.payment(session)
    await buyers.app.payments.settle(session.id)
    await buyers.app.payments.reconcile(payment.id)
    for amount in (5_00, 7_00):
        await buyers.app.payments.refund(RefundPayment.Command(payment_id=payment.id, amount=Money(amount)))
    chance = random.Random(7)  # noqa: S311 - the same order in every run

    async def is_quiet() -> bool:
        await shop.work(chance)
        waiting = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND due_at <= now()"
        return rows.execute(waiting).fetchone() == (0,)

    assert await until(is_quiet)
    payment = await buyers.payment(session)
    assert (payment.status, payment.captured, payment.refunded) == (
        PaymentStatus.PARTIALLY_REFUNDED,
        Money(20_00),
        Money(12_00),
    )
    sums = rows.execute("SELECT kind, account, sum(minor) FROM ledger_entries GROUP BY 1, 2 ORDER BY 1, 2").fetchall()
    assert [(kind, account, int(minor)) for kind, account, minor in sums] == [
        ("CAPTURE", "COMPANION", 1400),
        ("CAPTURE", "PLATFORM", 600),
        ("CAPTURE", "SEEKER", -2000),
        ("REFUND", "COMPANION", -840),
        ("REFUND", "PLATFORM", -360),
        ("REFUND", "SEEKER", 1200),
    ]


@pytest.mark.parametrize(("outcome", "end"), [("won", PaymentStatus.CAPTURED), ("lost", PaymentStatus.REFUNDED)])
async def test_a_dispute_is_noticed_and_so_is_its_end(
    shop: Shop, buyers: SessionDriver, outcome: str, end: PaymentStatus
) -> None:
    session = await buyers.running()
    await buyers.move(session, SessionAction.END)
    await buyers.app.payments.settle(session.id)
    payment = await buyers.payment(session)
    await buyers.app.payments.reconcile(payment.id)
    dispute = await shop.admin(f"/payment_intents/{payment.intent_id}/dispute", reason="fraudulent")

    async def becomes(status: PaymentStatus) -> bool:
        await shop.work()
        return (await buyers.payment(session)).status is status

    assert await until(lambda: becomes(PaymentStatus.DISPUTED))
    await shop.admin(f"/disputes/{dispute['id']}/close", outcome=outcome)
    assert await until(lambda: becomes(end))
    async with shop.platform.application.payments.settle.begin() as work:
        assert (await work.sessions.lock(session.id)).status is SessionStatus.COMPLETED


async def test_what_no_notice_said_is_found_by_the_sweep(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    await shop.fault(kind="drop", event="*", times=1000)
    session = await buyers.matched()
    payment = await buyers.authorize(session, "pm_card_authenticationRequired")
    await shop.admin(f"/payment_intents/{payment.intent_id}/authenticate", outcome="success")
    rows.execute("UPDATE payments SET updated_at = updated_at - interval '3 minutes'")
    assert await buyers.app.payments.sweep() == 1

    async def is_held() -> bool:
        await shop.work()
        return (await buyers.payment(session)).status is PaymentStatus.AUTHORIZED

    assert await until(is_held)


async def test_a_companions_account_is_noticed_when_it_can_be_paid(shop: Shop, buyers: SessionDriver) -> None:
    companion = await buyers.companion()
    url = await buyers.app.payments.onboard(companion.user_id)
    async with shop.http.post(url, allow_redirects=False) as answer:
        assert answer.status in {302, 303}

    async def can_be_paid() -> bool:
        await shop.work()
        profile = await buyers.queries.companions.own(companion.user_id)
        assert profile is not None
        return profile.companion.payouts_enabled

    assert await until(can_be_paid)


async def can_be_paid(shop: Shop, buyers: SessionDriver, companion: Companion) -> bool:
    await shop.work()
    profile = await buyers.queries.companions.own(companion.user_id)
    assert profile is not None
    return profile.companion.payouts_enabled


async def test_an_account_that_is_taken_away_is_one_effect_and_can_be_replaced(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    companion = await buyers.companion()
    async with shop.http.post(await buyers.app.payments.onboard(companion.user_id), allow_redirects=False):
        pass
    assert await until(lambda: can_be_paid(shop, buyers, companion))
    (account_id,) = rows.execute("SELECT stripe_account_id FROM companions").fetchone() or ("",)
    await shop.admin(f"/accounts/{account_id}/deauthorize")

    async def is_over() -> bool:
        return not await can_be_paid(shop, buyers, companion)

    assert await until(is_over)
    assert rows.execute("SELECT stripe_account_id, charges_enabled FROM companions").fetchall() == [(None, False)]
    tried = (
        "SELECT max(attempts), count(*) FILTER (WHERE done_at IS NULL) FROM outbox WHERE reaction = 'process_notice'"
    )
    assert rows.execute(tried).fetchone() == (1, 0)
    async with shop.http.post(await buyers.app.payments.onboard(companion.user_id), allow_redirects=False):
        pass
    assert await until(lambda: can_be_paid(shop, buyers, companion))
    assert rows.execute("SELECT stripe_account_id = %s FROM companions", (account_id,)).fetchone() == (False,)


async def test_thin_events_lead_to_the_same_end(shop: Shop, buyers: SessionDriver, rows: psycopg.Connection) -> None:
    headers = {"Authorization": f"Bearer {STRIPE_SECRET_KEY}"}
    async with shop.http.get(f"{shop.stripe.url}/v1/webhook_endpoints", headers=headers) as answer:
        [endpoint] = (await answer.json())["data"]
    await shop.admin(f"/webhook_endpoints/{endpoint['id']}/payload", payload="thin")
    session = await buyers.matched()
    payment = await buyers.authorize(session, "pm_card_authenticationRequired")
    await shop.admin(f"/payment_intents/{payment.intent_id}/authenticate", outcome="success")

    async def becomes(status: PaymentStatus) -> bool:
        await shop.work()
        return (await buyers.payment(session)).status is status

    assert await until(lambda: becomes(PaymentStatus.AUTHORIZED))
    await buyers.move(session, SessionAction.READY)
    await buyers.move(session, SessionAction.READY, as_companion=True)
    await buyers.move(session, SessionAction.START)
    await buyers.move(session, SessionAction.END)
    assert await until(lambda: becomes(PaymentStatus.CAPTURED))
    await shop.admin(f"/payment_intents/{payment.intent_id}/dispute", reason="fraudulent")
    assert await until(lambda: becomes(PaymentStatus.DISPUTED))
    kept = {kind for (kind,) in rows.execute("SELECT type FROM inbox").fetchall()}
    assert {"v1.payment_intent.succeeded", "v1.charge.dispute.created"} <= kept


async def test_a_hold_that_stripe_does_not_know_is_over_at_once(
    shop: Shop, buyers: SessionDriver, rows: psycopg.Connection
) -> None:
    session = await buyers.matched()
    payment = await buyers.authorize(session)
    rows.execute("UPDATE payments SET intent_id = 'pi_of_nobody'")
    await buyers.app.payments.reconcile(payment.id)
    assert (await buyers.payment(session)).status is PaymentStatus.CANCELLED
    async with shop.platform.application.payments.settle.begin() as work:
        assert (await work.sessions.lock(session.id)).status is SessionStatus.CANCELLED
