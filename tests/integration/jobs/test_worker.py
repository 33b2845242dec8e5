"""The worker process: it runs reactions, survives failures around it, and stops on request."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import aiohttp
import httpx
import psycopg
import pytest
import redis

from hushroom_adapters.bootstrap import Platform
from hushroom_adapters.jobs.reaction_runner import NEVER_ENDED
from hushroom_adapters.jobs.retry_policy import MOST_UNFINISHED
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.platforms import Program, SessionDriver, program
from tests.support.servers import MailboxPeer, StripePeer
from tests.support.waiting import PATIENCE_SECONDS, until

KILLS = 20
A_LONG_TIME = 600.0
"""Seconds; a test that waited until the end would time out."""


async def admin(stripe: StripePeer, method: str, path: str, **body: Any) -> dict[str, Any]:
    async with aiohttp.request(method, f"{stripe.url}/_sandbox{path}", json=body or None) as answer:
        assert answer.status < 300, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def books(stripe: StripePeer, payment: Payment) -> dict[str, int]:
    """Returns the provider's ledger summary of this payment."""
    found = await admin(stripe, "GET", f"/ledger/summary?payment_intent={payment.intent_id}")
    names = ("authorized", "captured", "capture_count", "released", "release_count", "held")
    return {name: found[name] for name in names}


CAPTURED_ONCE = {
    "authorized": 2000,
    "captured": 2000,
    "capture_count": 1,
    "released": 0,
    "release_count": 0,
    "held": 0,
}
RELEASED_ONCE = {
    "authorized": 2000,
    "captured": 0,
    "capture_count": 0,
    "released": 2000,
    "release_count": 1,
    "held": 0,
}


class WaitConditions:
    """Conditions that a test waits for."""

    def __init__(self, lives: SessionDriver, rows: psycopg.Connection) -> None:
        self.lives, self.rows = lives, rows

    async def is_captured(self, session: Session) -> bool:
        return (await self.lives.payment(session)).status is PaymentStatus.CAPTURED

    async def is_quiet(self) -> bool:
        """Checks that every due reaction has run."""
        waiting = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND died_at IS NULL AND due_at <= now()"
        return self.rows.execute(waiting).fetchone() == (0,)


@pytest.fixture
def eyes(lives: SessionDriver, rows: psycopg.Connection) -> WaitConditions:
    return WaitConditions(lives, rows)


@pytest.fixture(autouse=True)
def no_faults_after(local_stripe: StripePeer) -> Iterator[None]:
    """Removes the faults that a test planned at the local Stripe."""
    yield

    httpx.delete(f"{local_stripe.url}/_sandbox/faults", timeout=PATIENCE_SECONDS).raise_for_status()


async def test_what_follows_from_a_session_happens_by_itself(
    lives: SessionDriver,
    eyes: WaitConditions,
    environment: dict[str, str],
    local_stripe: StripePeer,
    mailbox: MailboxPeer,
) -> None:
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        session = await lives.running()
        await lives.move(session, SessionAction.END)
        assert await until(lambda: eyes.is_captured(session))
        assert await until(eyes.is_quiet)
    assert await books(local_stripe, await lives.payment(session)) == CAPTURED_ONCE
    seeker = await lives.queries.users.profile(session.seeker_id)
    assert seeker is not None
    async with aiohttp.request("GET", f"{mailbox.url}/api/messages?to={seeker.user.email}") as answer:
        subjects = {message["subject"] for message in await answer.json()}
    assert subjects == {
        "Welcome to Hushroom",
        "Confirm your address",
        "Your session is booked",
        "Your session is complete",
    }


async def test_a_cancelled_session_gives_the_hold_back_by_itself(
    lives: SessionDriver, eyes: WaitConditions, environment: dict[str, str], local_stripe: StripePeer
) -> None:
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        session = await lives.matched()
        payment = await lives.authorize(session)
        await lives.move(session, SessionAction.CANCEL)
        assert await until(eyes.is_quiet)
    assert (await lives.payment(session)).status is PaymentStatus.CANCELLED
    assert await books(local_stripe, payment) == RELEASED_ONCE


@pytest.mark.parametrize("more", [{}, {"REDIS_URL": "redis://127.0.0.1:9/0"}], ids=["", "without a broker"])
async def test_a_worker_stops_cleanly(environment: dict[str, str], more: dict[str, str]) -> None:
    with program("worker", environment | more) as worker:
        worker.wait_for("worker ready")
        code, said = worker.stop()
    assert code == 0
    assert "worker stopped" in said


async def test_a_stop_in_the_middle_of_a_capture_leaves_it_to_the_next_worker(
    lives: SessionDriver, eyes: WaitConditions, environment: dict[str, str], local_stripe: StripePeer
) -> None:
    session = await lives.running()
    await admin(local_stripe, "POST", "/faults", kind="hang", operation="payment_intents.capture", seconds=25.0)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        await lives.move(session, SessionAction.END)
        assert await until(lambda: hit(local_stripe))
        code, _ = worker.stop()
        assert code == 0
        assert not await eyes.is_captured(session), "it waited for the end of it"
    with program("worker", environment):
        assert await until(lambda: eyes.is_captured(session), 90)
    assert await books(local_stripe, await lives.payment(session)) == CAPTURED_ONCE


async def hit(stripe: StripePeer) -> bool:
    """Checks that the planned fault has occurred."""
    return all(fault["used"] for fault in (await admin(stripe, "GET", "/faults"))["faults"])


async def test_an_effect_that_kills_every_worker_is_given_up(
    platform: Platform,
    lives: SessionDriver,
    environment: dict[str, str],
    rows: psycopg.Connection,
    local_stripe: StripePeer,
) -> None:
    """The last of many crashes is a real one; the next worker gives the reaction up and runs all others."""
    session = await lives.running()
    await admin(
        local_stripe, "POST", "/faults", kind="hang", operation="payment_intents.capture", seconds=A_LONG_TIME, times=9
    )
    await lives.move(session, SessionAction.END)
    await platform.application.payments.settle(session.id)
    (due,) = rows.execute("SELECT id FROM outbox WHERE reaction = 'pursue_payment' AND done_at IS NULL").fetchall()
    rows.execute("UPDATE outbox SET unfinished = %s WHERE id = %s", (MOST_UNFINISHED - 1, due[0]))
    worker = Program("worker", environment)
    try:
        worker.wait_for("worker ready")
        assert await until(lambda: hit(local_stripe))
    finally:
        worker.kill()
    rows.execute("UPDATE outbox SET next_at = now() WHERE id = %s", due)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")

        async def is_dead() -> bool:
            return [email.id for email in await platform.outbox.dead_letters()] == [due[0]]

        assert await until(is_dead)
    [email] = await platform.outbox.dead_letters()
    assert (email.attempts, email.error) == (MOST_UNFINISHED + 1, NEVER_ENDED)


async def test_twenty_workers_killed_between_ended_and_captured_capture_each_payment_once(
    lives: SessionDriver,
    eyes: WaitConditions,
    environment: dict[str, str],
    local_stripe: StripePeer,
    own_valkey: EmbeddedServer,
) -> None:
    """Each worker is killed at another point, some while Redis loses its data."""
    sessions = [await lives.running() for _ in range(KILLS)]
    broker = redis.Redis.from_url(own_valkey.url)
    worker = Program("worker", environment)
    try:
        for number, session in enumerate(sessions):
            worker.wait_for("worker ready")
            await _end_and_kill(number, session, lives, worker, local_stripe)
            if number % 4 == 0:
                broker.flushall()
            worker = Program("worker", environment)
        for session in sessions:
            assert await until(partial(eyes.is_captured, session))
        assert await until(eyes.is_quiet)
    finally:
        worker.kill()
        broker.close()
    for session in sessions:
        assert await books(local_stripe, await lives.payment(session)) == CAPTURED_ONCE


async def _end_and_kill(
    number: int, session: Session, lives: SessionDriver, worker: Program, stripe: StripePeer
) -> None:
    """Ends a session and kills the worker at once, a little later, during the capture, or after a lost response."""
    kind = (None, None, "hang", "lose_response")[number % 4]
    if kind:
        await admin(stripe, "POST", "/faults", kind=kind, operation="payment_intents.capture", seconds=0.5)
    await lives.move(session, SessionAction.END)
    if kind:
        await until(lambda: hit(stripe))
    elif number % 4 == 1:
        await until(lambda: settled(lives, session), 0.02 * number)
    worker.kill()


async def settled(lives: SessionDriver, session: Session) -> bool:
    """Checks that the capture is decided, but not made yet."""
    return (await lives.payment(session)).instruction.value == "CAPTURE"


async def test_a_provider_that_is_away_is_waited_for(
    lives: SessionDriver,
    eyes: WaitConditions,
    environment: dict[str, str],
    local_stripe: StripePeer,
    rows: psycopg.Connection,
) -> None:
    session = await lives.running()
    deaf = {**environment, "STRIPE_API_BASE": "http://127.0.0.1:9"}
    with program("worker", deaf) as worker:
        worker.wait_for("worker ready")
        await lives.move(session, SessionAction.END)

        async def was_tried() -> bool:
            tried = "SELECT count(*) FROM outbox WHERE last_error LIKE 'payment.provider_unavailable%'"
            return rows.execute(tried).fetchone() == (1,)

        assert await until(was_tried)
    with program("worker", environment):
        assert await until(lambda: eyes.is_captured(session))
    assert await books(local_stripe, await lives.payment(session)) == CAPTURED_ONCE


async def test_milestones_that_fell_due_while_no_worker_ran_come_once_each(
    lives: SessionDriver, eyes: WaitConditions, environment: dict[str, str], rows: psycopg.Connection
) -> None:
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        session = await lives.running()
        assert await until(eyes.is_quiet)
    # 33 of 30 minutes pass: two milestones lie behind, one ahead.
    rows.execute("UPDATE sessions SET started_at = started_at - interval '33 minutes'")
    rows.execute("""
        UPDATE outbox SET due_at = due_at - interval '33 minutes', next_at = next_at - interval '33 minutes'
        WHERE event = 'session.milestone_due'
    """)
    with program("worker", environment) as worker, program("worker", environment) as twin:
        for one in (worker, twin):
            one.wait_for("worker ready")
        assert await until(eyes.is_quiet)
    passed = rows.execute("SELECT session_id, milestone_percent FROM drift_logs ORDER BY milestone_percent").fetchall()
    assert passed == [(session.id, 80), (session.id, 100)]
