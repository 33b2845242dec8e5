"""The PostgreSQL store of idempotency keys passes the contract tests and deletes the keys with the account."""

import pytest

from hushroom_adapters.memory import ManualClock
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.idempotency.store import PostgresIdempotencyKeys
from tests.support.builders import an_id
from tests.support.contracts.idempotency import KEPT, IdempotencyContract, Keys
from tests.support.contracts.storage import Storage
from tests.support.counting import CountingDatabase


class TestPostgres(IdempotencyContract):
    @pytest.fixture
    async def kept_keys(self, database: Database, kept: Storage) -> Keys:
        clock, users = ManualClock(), [await kept.user() for _ in range(2)]
        return Keys(PostgresIdempotencyKeys(database, clock, an_id), clock, (users[0].id, users[1].id))

    async def test_a_key_goes_with_its_account(self, database: Database, kept_keys: Keys) -> None:
        await kept_keys.keys.keep(await kept_keys.claimed(), KEPT)
        async with database.connection() as connection:
            await connection.execute("DELETE FROM users WHERE id = $1", [kept_keys.users[0]])
            left = await (await connection.execute("SELECT count(*) FROM idempotency_keys")).fetchone()
        assert left == (0,)

    async def test_each_call_is_one_statement(self, database: Database, kept_keys: Keys) -> None:
        counting = CountingDatabase(database)
        keys = PostgresIdempotencyKeys(counting, kept_keys.clock, an_id)  # type: ignore[arg-type]  # it stands for one
        claim = await Keys(keys, kept_keys.clock, kept_keys.users).claimed()
        await keys.keep(claim, KEPT)
        await keys.claim(kept_keys.request())
        assert (counting.asked, counting.begun) == (3, 0)
