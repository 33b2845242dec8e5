"""An unreachable PostgreSQL causes immediate errors, and operation resumes by itself when it is back."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

import psycopg
import pytest
from attrs import evolve

from hushroom_adapters.local.embedded import prepare_postgres, running
from hushroom_adapters.postgres.core.database import CONNECTING, Database, open_database
from hushroom_adapters.postgres.core.errors import DatabaseUnavailable
from hushroom_adapters.postgres.core.pool import Connection, Pool
from hushroom_adapters.postgres.health import DatabaseHealth
from hushroom_adapters.postgres.migrate import at_head, upgrade
from hushroom_adapters.postgres.outbox.store import OutboxStore
from tests.support.builders import an_id
from tests.support.contracts.storage import Storage, postgres_storage
from tests.support.servers import passable_folder
from tests.support.waiting import PATIENCE_SECONDS

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:9/nowhere"


@pytest.fixture
def hang_up(database_url: str) -> Callable[[], None]:
    """Returns a function that closes every other connection of the server."""

    def terminate() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    return terminate


async def test_connections_that_the_server_closed_while_idle_are_replaced_unnoticed(
    kept: Storage, hang_up: Callable[[], None]
) -> None:
    user = await kept.user()
    for _ in range(3):
        hang_up()
        assert await kept.asked.viewers.viewer(user.id)
        hang_up()
        async with kept.begin() as work:
            assert await work.users.get(user.id) == user


async def test_a_transaction_whose_connection_is_lost_is_refused_and_the_next_one_works(
    kept: Storage, hang_up: Callable[[], None]
) -> None:
    user = await kept.user()

    async def lock_and_lose() -> None:
        async with kept.begin() as work:
            await work.users.lock(user.id)
            hang_up()
            await work.users.save(user)

    with pytest.raises(DatabaseUnavailable):
        await lock_and_lose()
    async with kept.begin() as work:
        assert await work.users.lock(user.id) == user


async def test_a_commit_on_a_lost_connection_is_refused(kept: Storage, hang_up: Callable[[], None]) -> None:
    user = await kept.user()

    async def save_and_lose() -> None:
        async with kept.begin() as work:
            await work.users.save(user)
            hang_up()

    with pytest.raises(DatabaseUnavailable):
        await save_and_lose()


async def test_a_statement_that_takes_too_long_is_given_up(kept: Storage, database: Database) -> None:
    session = await kept.session()
    async with kept.begin() as holder, database.connection() as impatient:
        await holder.sessions.lock(session.id)
        await impatient.execute("SET statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            await impatient.execute("UPDATE sessions SET room_name = 'x'")
        await impatient.execute("RESET statement_timeout")


@pytest.mark.parametrize("within", [nullcontext, lambda connection: connection.transaction()], ids=["alone", "within"])
async def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    kept: Storage, database: Database, within: Callable[[Connection], AbstractAsyncContextManager[object]]
) -> None:
    session = await kept.session()
    impatient = evolve(database, longest_seconds=0.2)
    async with kept.begin() as holder:
        await holder.sessions.lock(session.id)
        with pytest.raises(DatabaseUnavailable):
            async with asyncio.timeout(PATIENCE_SECONDS), impatient.connection() as connection, within(connection):
                await connection.execute("UPDATE sessions SET room_name = 'x'")
    async with kept.begin() as work:
        assert (await work.sessions.lock(session.id)).room_name is None


async def test_no_free_connection_in_time_is_a_refusal(database_url: str) -> None:
    pool = Pool(database_url, CONNECTING, size=1, patience_seconds=0.05)
    async with pool.connection():
        with pytest.raises(DatabaseUnavailable):
            async with pool.connection():
                pytest.fail("there was one")
    async with pool.connection() as connection:
        assert not connection.closed
    await pool.close()


async def test_who_waits_for_a_connection_gets_it_when_it_is_free(database_url: str) -> None:
    pool = Pool(database_url, CONNECTING | {"application_name": "seats"}, size=2)

    async def work() -> None:
        async with pool.connection() as connection:
            await connection.execute("SELECT pg_sleep(0.01)")

    await asyncio.gather(*(work() for _ in range(20)))
    with psycopg.connect(database_url) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'seats' AND datname = current_database()"
        )
        assert counted.fetchone() == (2,)
    await pool.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    database = open_database(NOWHERE)
    kept = postgres_storage(database)
    with pytest.raises(DatabaseUnavailable):
        await kept.asked.viewers.viewer(an_id())
    with pytest.raises(DatabaseUnavailable):
        async with kept.begin() as work:
            await work.users.get(an_id())
    with pytest.raises(DatabaseUnavailable):
        await DatabaseHealth(database).ping()
    with pytest.raises(DatabaseUnavailable):
        at_head(NOWHERE)
    assert not await OutboxStore(database).wait(0.01)
    await database.close()


async def test_the_same_pool_works_again_after_the_server_was_stopped_and_started() -> None:
    with passable_folder() as folder:
        server = prepare_postgres(folder / "postgres", durable=False)
        database = open_database(server.url)
        health = DatabaseHealth(database)
        with running(server):
            upgrade(server.url)
            await asyncio.gather(*(health.ping() for _ in range(5)))
            assert await health.at_head()
        with pytest.raises(DatabaseUnavailable):
            await health.ping()
        with running(server):
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert await health.at_head()
                await asyncio.gather(*(health.ping() for _ in range(20)))
        await database.close()
