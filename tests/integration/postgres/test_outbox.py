"""The outbox: written in the transaction, woken by its commit, leased to one worker, retried until done or given up."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, ClassVar, Never, cast

import psycopg
import pytest
from attrs import frozen
from psycopg import AsyncConnection

from hushroom_adapters.jobs.reaction_runner import NEVER_ENDED, ReactionRunner
from hushroom_adapters.jobs.retry_policy import MOST_UNFINISHED
from hushroom_adapters.memory import ManualClock
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import PostgresWork, begin
from hushroom_adapters.postgres.outbox.store import OutboxJob, OutboxStore
from hushroom_domain.application import Application
from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.reactions import EVENTS_BY_NAME, names_for
from hushroom_domain.sessions.events import SessionMatched
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.lanes import Lane
from tests.support.builders import NOW, an_id
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS

LEASE_SECONDS = 15


@pytest.fixture
def begin_work(database: Database) -> Callable[[], AbstractAsyncContextManager[PostgresWork]]:
    return begin(database, names_for, lambda: NOW)


@pytest.fixture
def store(database: Database) -> OutboxStore:
    return OutboxStore(database, lambda: NOW)


@pytest.fixture
def announce(
    begin_work: Callable[[], AbstractAsyncContextManager[PostgresWork]],
) -> Callable[..., Coroutine[Any, Any, None]]:
    async def announce(*events: Event, due: None = None) -> None:
        async with begin_work() as work:
            await work.outbox.add(events, due=due)

    return announce


@frozen
class EventWithoutReactions(Event):
    """An event without reactions."""

    name: ClassVar[str] = "test.unheard"


def matched() -> SessionMatched:
    return SessionMatched(session_id=an_id(), seeker_id=an_id(), companion_id=an_id(), companion_user_id=an_id())


def after(**span: Any) -> datetime:
    return NOW + timedelta(**span)


async def leased(store: OutboxStore, now: datetime = NOW, limit: int = 100) -> list[OutboxJob]:
    return await store.lease(dict.fromkeys(Lane, limit), LEASE_SECONDS, now)


async def test_there_is_a_row_for_each_reaction_to_each_event(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    first, second = matched(), PaymentActionRequired(an_id())
    await announce(first, second)
    rows = [await store.take_up(job.id) for job in await leased(store)]
    assert [(existing(row).event, existing(row).reaction) for row in rows] == [
        ("payment.due", "pursue_payment"),
        ("session.matched", "note_booking"),
        ("session.matched", "confirm_booking_to_seeker"),
        ("session.matched", "confirm_booking_to_companion"),
    ]
    read = [JsonCodec().build(existing(row).payload, EVENTS_BY_NAME[existing(row).event]) for row in rows]
    assert read == [second, first, first, first]


async def test_an_event_without_reactions_writes_nothing(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(EventWithoutReactions())
    await announce()
    assert (await store.lag(NOW)).pending == 0


async def test_a_transaction_that_fails_announces_nothing(
    begin_work: Callable[[], AbstractAsyncContextManager[PostgresWork]], store: OutboxStore
) -> None:
    async def announce_and_fail() -> None:
        async with begin_work() as work:
            await work.outbox.add([matched()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await announce_and_fail()
    assert await leased(store) == []


async def test_what_is_due_later_waits(announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore) -> None:
    await announce(PaymentActionRequired(an_id()), due=after(hours=1))
    assert await leased(store) == []
    assert await store.lag(after(minutes=30)) == await store.lag(NOW)
    assert len(await leased(store, after(hours=1))) == 1


async def test_a_lease_ends_and_the_row_is_to_be_had_again(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    (job,) = await leased(store)
    assert await leased(store, after(seconds=LEASE_SECONDS - 1)) == []
    assert await leased(store, after(seconds=LEASE_SECONDS)) == [job]


async def test_what_is_longest_overdue_is_leased_first_and_no_more_than_asked_for(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    for minutes in (3, 1, 2):
        await announce(PaymentActionRequired(an_id()), due=after(minutes=minutes))
    jobs = await leased(store, after(hours=1), limit=2)
    assert [job.id for job in jobs] == sorted(job.id for job in jobs)
    assert len(jobs) == 2
    (last,) = await leased(store, after(hours=1))
    assert last.id < min(job.id for job in jobs)


async def test_ten_thousand_mails_that_are_due_do_not_stand_before_one_payment(
    database_url: str, announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    with psycopg.connect(database_url, autocommit=True) as rows:
        rows.execute(
            """
            INSERT INTO outbox (event, reaction, lane, payload, attempts, due_at, next_at, created_at)
            SELECT 'session.matched', 'confirm_booking_to_seeker', 'mail', '{}', 0, at, at, at
            FROM generate_series(1, 10000), (SELECT %s - interval '1 hour' AS at) AS moment
            """,
            (NOW,),
        )
        rows.execute("ANALYZE outbox")
        await announce(PaymentActionRequired(an_id()))
        jobs = await store.lease({Lane.MONEY: 5, Lane.MAIL: 7}, LEASE_SECONDS, NOW)
        assert [job.lane for job in jobs] == [Lane.MONEY] + [Lane.MAIL] * 7
        assert await store.lease({Lane.MONEY: 5}, LEASE_SECONDS, NOW) == []
        plan = rows.execute(
            """
            EXPLAIN SELECT id FROM outbox
            WHERE lane = 'money' AND done_at IS NULL AND died_at IS NULL AND next_at <= now()
            ORDER BY next_at, id LIMIT 50 FOR UPDATE SKIP LOCKED
            """
        ).fetchall()
    assert any("outbox_due_idx" in line and "Sort" not in line for (line,) in plan), plan


async def test_a_row_of_a_program_that_knows_no_lanes_is_run_with_what_is_most_urgent(
    database_url: str, store: OutboxStore
) -> None:
    with psycopg.connect(database_url, autocommit=True) as rows:
        rows.execute(
            """
            INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at)
            VALUES ('payment.due', 'pursue_payment', '{}', 0, %(now)s, %(now)s, %(now)s)
            """,
            {"now": NOW},
        )
    (job,) = await leased(store)
    assert (job.reaction, job.lane) == ("pursue_payment", Lane.MONEY)


async def test_each_lane_has_an_age_and_is_late_by_its_own_limit(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    await announce(matched(), due=after(seconds=10))
    lag = await store.lag(after(seconds=40))
    assert lag.ages == {Lane.MONEY: 40.0, Lane.REALTIME: 30.0, Lane.MAIL: 30.0}
    assert (lag.pending, lag.oldest_seconds, lag.late) == (4, 40.0, (Lane.MONEY,))
    assert (await store.lag(after(seconds=615))).late == (Lane.MONEY, Lane.REALTIME, Lane.MAIL)


async def test_four_leasers_never_get_the_same_row(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(*(PaymentActionRequired(an_id()) for _ in range(400)))

    async def lease_all() -> list[int]:
        found = []
        while jobs := await leased(store, limit=7):
            found += [job.id for job in jobs]
        return found

    shares = await asyncio.gather(*(lease_all() for _ in range(4)))
    together = [row_id for share in shares for row_id in share]
    assert len(together) == len(set(together)) == 400
    assert all(shares)


async def test_a_leaser_skips_what_another_one_is_taking(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore, database: Database
) -> None:
    await announce(PaymentActionRequired(an_id()), PaymentActionRequired(an_id()))
    async with database.connection() as other, other.transaction():
        await other.execute("SELECT 1 FROM outbox ORDER BY id LIMIT 1 FOR UPDATE")
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert len(await leased(store)) == 1


async def test_what_is_done_is_not_taken_up_or_leased_again(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    (job,) = await leased(store)
    await store.done(job.id, NOW)
    await store.done(job.id, after(days=1))
    assert await store.take_up(job.id) is None
    assert await leased(store, after(days=1)) == []
    assert (await store.lag(after(days=1))).pending == 0


async def test_a_failure_is_tried_again_when_its_time_comes(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    (job,) = await leased(store)
    await store.failed(job.id, "no answer", after(minutes=2), NOW)
    assert await leased(store, after(minutes=1)) == []
    assert await leased(store, after(minutes=2)) == [job]
    assert existing(await store.take_up(job.id)).attempts == 1


async def test_every_try_is_counted_before_it_begins(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    (job,) = await leased(store)
    taken = [await store.take_up(job.id) for _ in range(3)]
    assert [(existing(row).attempts, existing(row).unfinished) for row in taken] == [(0, 1), (0, 2), (0, 3)]
    await store.failed(job.id, "no answer", after(minutes=2), NOW)
    row = await store.take_up(job.id)
    assert (existing(row).attempts, existing(row).unfinished) == (1, 1), (
        "what came to an end, good or bad, is no mystery any more"
    )
    await store.done(job.id, NOW)
    assert await store.take_up(job.id) is None


async def test_an_effect_that_never_comes_to_an_end_is_given_up_and_can_be_replayed(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    """Each worker that takes the row up crashes before it can record the failure."""
    await announce(PaymentActionRequired(an_id()))
    now, tried = NOW, 0
    effects = ReactionRunner(
        application=cast("Application", None), outbox=store, read_event=_must_not_run, clock=ManualClock(NOW)
    )
    while jobs := await leased(store, now):
        for job in jobs:
            tried += 1
            if tried <= MOST_UNFINISHED:
                await store.take_up(job.id)
            else:
                await effects.carry_out(job.id)
        now += timedelta(seconds=LEASE_SECONDS)
    (email,) = await store.dead_letters()
    assert (email.attempts, email.error) == (MOST_UNFINISHED + 1, NEVER_ENDED)
    assert (await store.lag(now)).dead == 1
    assert await store.replay(email.id) == 1
    row = existing(await store.take_up(email.id))
    assert (row.attempts, row.unfinished) == (0, 1)


def _must_not_run(*_: object) -> Never:
    raise AssertionError("it is given up before it begins")


async def test_what_is_given_up_is_kept_with_its_reason_until_it_is_replayed(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()), PaymentActionRequired(an_id()))
    first, second = await leased(store)
    for job in (first, second):
        await store.failed(job.id, f"broken\0 {'x' * 5_000}", None, after(seconds=1))
    assert await store.take_up(first.id) is None
    assert await leased(store, after(days=1)) == []
    emails = await store.dead_letters()
    assert [(email.id, email.attempts, email.died_at) for email in emails] == [
        (job.id, 1, after(seconds=1)) for job in (first, second)
    ]
    assert existing(emails[0].error).startswith("broken x")
    assert (await store.lag(NOW)).dead == 2
    assert await store.replay(second.id) == 1
    assert existing(await store.take_up(second.id)).attempts == 0
    assert await store.replay() == 1
    assert await leased(store) == [first, second]


async def test_what_succeeded_late_is_not_dead(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(PaymentActionRequired(an_id()))
    (job,) = await leased(store)
    await store.done(job.id, NOW)
    await store.failed(job.id, "a second worker stumbled", None, NOW)
    assert await store.dead_letters() == []


async def test_the_lag_is_the_age_of_what_has_been_due_longest(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    assert await store.lag(NOW) == type(await store.lag(NOW))(pending=0, oldest_seconds=0.0, dead=0)
    await announce(PaymentActionRequired(an_id()))
    await announce(PaymentActionRequired(an_id()), due=after(days=1))
    (job,) = await leased(store)
    await store.failed(job.id, "no answer", after(minutes=9), NOW)
    lag = await store.lag(after(minutes=5))
    assert (lag.pending, lag.oldest_seconds) == (2, 300.0)


async def test_old_rows_that_are_done_are_swept_away(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await announce(*(PaymentActionRequired(an_id()) for _ in range(4)))
    old, young, dead, waiting = await leased(store)
    await store.done(old.id, NOW)
    await store.done(young.id, after(days=2))
    await store.failed(dead.id, "broken", None, NOW)
    assert await store.sweep(after(days=1)) == 1
    assert await store.sweep(after(days=1)) == 0
    assert [email.id for email in await store.dead_letters()] == [dead.id]
    assert await store.take_up(waiting.id)


async def test_a_commit_wakes_who_waits_and_a_rollback_does_not(
    begin_work: Callable[[], AbstractAsyncContextManager[PostgresWork]], store: OutboxStore
) -> None:
    assert await store.wait(0.01), "the first look is free: something may have come before"
    waiting = asyncio.create_task(store.wait(PATIENCE_SECONDS))
    async with begin_work() as work:
        await work.outbox.add([matched()])
        await work.outbox.add([matched()])
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting
    assert not await store.wait(0.05), "however many rows, one commit wakes once"


async def test_an_announcement_between_two_waits_is_not_lost(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await store.wait(0.01)
    await announce(matched())
    assert await store.wait(PATIENCE_SECONDS)


async def test_what_is_due_later_wakes_nobody(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore
) -> None:
    await store.wait(0.01)
    await announce(matched(), due=after(hours=1))
    assert not await store.wait(0.05)


async def test_a_lost_listener_listens_again_and_looks_at_once(
    announce: Callable[..., Coroutine[Any, Any, None]], store: OutboxStore, database: Database
) -> None:
    await store.wait(0.01)
    async with database.connection() as connection:
        await hang_up_on_listener(connection)
    assert not await store.wait(1)
    await announce(matched())
    assert await store.wait(PATIENCE_SECONDS)


async def hang_up_on_listener(connection: AsyncConnection) -> None:
    await connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )
