"""Lanes: work that hangs or queues up in one lane delays no other lane."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import aiohttp
import httpx
import psycopg
import pytest

from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.email_backlog import pile_up_mails, waiting
from tests.support.platforms import SessionDriver, program
from tests.support.servers import LiveKitPeer, MailboxPeer, StripePeer
from tests.support.waiting import until

PEOPLE, LETTERS_EACH = 40, 60
PATIENCE_SECONDS = 90.0
HANGING = {"trouble": "hang", "stage": "data", "times": 100_000, "seconds": 60.0}


@pytest.fixture(autouse=True)
def no_faults_after(local_stripe: StripePeer, local_livekit: LiveKitPeer, mailbox: MailboxPeer) -> Iterator[None]:
    """Removes the faults that a test planned at the emulators."""
    yield
    for peer in (local_stripe, local_livekit, mailbox):
        httpx.delete(f"{peer.url}/_sandbox/faults", timeout=PATIENCE_SECONDS).raise_for_status()


async def order(url: str, trouble: dict[str, Any]) -> None:
    async with aiohttp.request("POST", f"{url}/_sandbox/faults", json=trouble) as answer:
        assert answer.status < 300, await answer.text()


async def is_captured(lives: SessionDriver, session: Session) -> bool:
    return (await lives.payment(session)).status is PaymentStatus.CAPTURED


async def test_money_is_taken_while_thousands_of_mails_wait_for_a_server_that_hangs(
    lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection, mailbox: MailboxPeer
) -> None:
    await order(mailbox.url, HANGING)
    people = [(await lives.user()).id for _ in range(PEOPLE)]
    sessions = [await lives.running() for _ in range(3)]
    pile_up_mails(rows, people, LETTERS_EACH)
    with program("worker", {**environment, "HUSHROOM_QUOTAS": "off"}) as worker:
        worker.wait_for("worker ready")

        async def hangs() -> bool:
            return rows.execute("SELECT max(unfinished) > 0 FROM outbox WHERE lane = 'mail'").fetchone() == (True,)

        assert await until(hangs, PATIENCE_SECONDS)
        for session in sessions:
            await lives.move(session, SessionAction.END)
            assert await until(partial(is_captured, lives, session), PATIENCE_SECONDS)
        assert waiting(rows, "mail") > PEOPLE * LETTERS_EACH / 2

        async def is_quiet() -> bool:
            return waiting(rows, "money") == waiting(rows, "rooms") == waiting(rows, "bulk") == 0

        assert await until(is_quiet, PATIENCE_SECONDS)
        assert waiting(rows, "mail") > PEOPLE * LETTERS_EACH / 2


async def test_letters_go_out_while_the_payment_provider_hangs(
    lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection, local_stripe: StripePeer
) -> None:
    sessions = [await lives.running() for _ in range(8)]
    hanging = {"kind": "hang", "operation": "payment_intents.capture", "seconds": 60.0, "times": 1_000}
    await order(local_stripe.url, hanging)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        for session in sessions:
            await lives.move(session, SessionAction.END)

        async def is_sent() -> bool:
            return waiting(rows, "mail") == waiting(rows, "rooms") == waiting(rows, "bulk") == 0

        assert await until(is_sent, PATIENCE_SECONDS)
        assert not any([await is_captured(lives, session) for session in sessions])
        assert waiting(rows, "money") >= len(sessions)


async def test_money_is_taken_and_letters_go_out_while_the_audio_service_hangs(
    lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection, local_livekit: LiveKitPeer
) -> None:
    sessions = [await lives.running() for _ in range(4)]
    hanging = {"trouble": "hang", "where": "call", "times": 1_000, "seconds": 60.0}
    await order(local_livekit.url, hanging)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        for session in sessions:
            await lives.move(session, SessionAction.END)
        for session in sessions:
            assert await until(partial(is_captured, lives, session), PATIENCE_SECONDS)

        async def is_sent() -> bool:
            return waiting(rows, "mail") == waiting(rows, "bulk") == 0

        assert await until(is_sent, PATIENCE_SECONDS)
        assert waiting(rows, "rooms") >= len(sessions)
