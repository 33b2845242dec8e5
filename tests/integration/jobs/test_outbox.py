"""The outbox and the broker between many processes: no row is lost, published twice or stuck."""

import json
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis
from dramatiq import Message

from hushroom_adapters.bootstrap import Platform
from hushroom_adapters.jobs.broker import NAMESPACE, queue_of
from hushroom_adapters.local.embedded import EmbeddedServer, embedded_valkey
from hushroom_adapters.local.embedded.server import free_port
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.lanes import Lane
from tests.support.platforms import SessionDriver, program
from tests.support.servers import passable_folder
from tests.support.waiting import until

ROWS = 400
ADD = """
    INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at)
    VALUES ('session.cancelled', %s, %s, %s, now(), now(), now()) RETURNING id
"""


def add(rows: psycopg.Connection, reaction: str, payload: object, attempts: int = 0) -> int:
    row = rows.execute(ADD, (reaction, json.dumps(payload), attempts)).fetchone()
    assert row is not None
    return int(row[0])


def published(broker: redis.Redis) -> list[int]:
    """Returns the ids of the rows whose messages are at the broker."""
    messages: Any = broker.hvals(f"{NAMESPACE}:{queue_of(Lane.MONEY)}.msgs")
    return sorted(Message.decode(message).args[0] for message in messages)


async def test_four_relaying_processes_publish_each_row_once(
    environment: dict[str, str], own_valkey: EmbeddedServer, rows: psycopg.Connection
) -> None:
    patient = {**environment, "HUSHROOM_RELAY_LEASE_SECONDS": "60"}
    with ExitStack() as stack, redis.Redis.from_url(own_valkey.url) as broker:
        schedulers = [stack.enter_context(program("scheduler", patient)) for _ in range(4)]
        for scheduler in schedulers:
            scheduler.wait_for("scheduler ready")
        added = [add(rows, "settle_payment", {}) for _ in range(ROWS)]

        async def is_published() -> bool:
            return len(published(broker)) >= ROWS

        assert await until(is_published)
        assert published(broker) == added


async def test_a_scheduler_stops_cleanly(environment: dict[str, str]) -> None:
    with program("scheduler", environment) as scheduler:
        scheduler.wait_for("scheduler ready")
        code, said = scheduler.stop()
    assert code == 0
    assert "scheduler stopped" in said


async def test_a_row_that_cannot_work_is_given_up_and_tried_again_when_it_was_mended(
    platform: Platform, lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection
) -> None:
    session = await lives.matched()
    poison = add(rows, "settle_payment", {"session_id": str(uuid4())}, attempts=11)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")

        async def is_dead() -> bool:
            return [email.id for email in await platform.outbox.dead_letters()] == [poison]

        assert await until(is_dead)
        [email] = await platform.outbox.dead_letters()
        assert (email.error or "").startswith("session.not_found: ")
        mended = json.dumps({"session_id": str(session.id)})
        rows.execute("UPDATE outbox SET payload = %s WHERE id = %s", (mended, poison))
        assert await platform.outbox.replay(poison) == 1

        async def is_done() -> bool:
            found = rows.execute("SELECT done_at IS NOT NULL FROM outbox WHERE id = %s", (poison,)).fetchone()
            return found == (True,)

        assert await until(is_done)
    assert await platform.outbox.dead_letters() == []


async def test_a_row_of_a_later_release_waits_for_a_worker_of_it(
    platform: Platform, lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection
) -> None:
    session = await lives.matched()
    later = add(rows, "a_reaction_of_next_year", {"session_id": str(session.id)}, attempts=11)
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")

        async def is_left() -> bool:
            found = rows.execute(
                "SELECT last_error, attempts, unfinished, next_at > now() FROM outbox WHERE id = %s", (later,)
            ).fetchone()
            return found == ("UnknownToThisRelease: no reaction is called a_reaction_of_next_year", 11, 0, True)

        assert await until(is_left)
        assert await platform.outbox.dead_letters() == []
        rows.execute("UPDATE outbox SET reaction = 'settle_payment', next_at = now() WHERE id = %s", (later,))

        async def is_done() -> bool:
            found = rows.execute("SELECT done_at IS NOT NULL FROM outbox WHERE id = %s", (later,)).fetchone()
            return found == (True,)

        assert await until(is_done)


async def test_effects_wait_while_the_broker_is_away_and_go_on_when_it_is_back(
    lives: SessionDriver, environment: dict[str, str]
) -> None:
    port = free_port(0)
    with passable_folder() as folder:

        def broker() -> ExitStack:
            stack = ExitStack()
            stack.enter_context(embedded_valkey(folder / "valkey", port, durable=False))
            return stack

        with embedded_valkey(folder / "valkey", port, durable=False) as server:
            url = server.url
        session = await lives.running()
        with program("worker", {**environment, "REDIS_URL": url}) as worker:
            worker.wait_for("worker ready")  # started without a broker

            async def is_captured() -> bool:
                return (await lives.payment(session)).status is PaymentStatus.CAPTURED

            await lives.move(session, SessionAction.END)
            assert not await until(is_captured, 1.5)
            with broker():
                assert await until(is_captured)
            second = await lives.running()
            await lives.move(second, SessionAction.END)
            session = second
            assert not await until(is_captured, 1.5)
            with broker():
                assert await until(is_captured)


async def test_a_worker_whose_connections_are_all_cut_goes_on_with_new_ones(
    lives: SessionDriver, environment: dict[str, str], rows: psycopg.Connection
) -> None:
    with program("worker", environment) as worker:
        worker.wait_for("worker ready")
        for _ in range(3):
            rows.execute("""
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
            session = await lives.running()
            await lives.move(session, SessionAction.END)

            async def is_captured(session: Session = session) -> bool:
                return (await lives.payment(session)).status is PaymentStatus.CAPTURED

            assert await until(is_captured)


@pytest.mark.parametrize("forgotten", ["all", "half"])
async def test_what_the_broker_forgets_is_published_again(
    environment: dict[str, str], own_valkey: EmbeddedServer, rows: psycopg.Connection, forgotten: str
) -> None:
    with program("scheduler", environment) as scheduler, redis.Redis.from_url(own_valkey.url) as broker:
        scheduler.wait_for("scheduler ready")
        added = [add(rows, "settle_payment", {}) for _ in range(10)]

        async def is_published() -> bool:
            return set(published(broker)) == set(added)

        assert await until(is_published)
        if forgotten == "all":
            broker.flushall()
        else:
            broker.delete(
                f"{NAMESPACE}:{queue_of(Lane.MONEY)}.msgs"
            )  # the list stays, with ids of messages that no longer exist
        assert published(broker) == []
        assert await until(is_published)
