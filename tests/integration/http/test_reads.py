"""A read asks the database twice at most, the question who asks included."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from attrs import define, frozen

from hushroom_adapters.postgres.engine import Connection, Database
from tests.integration.http.parts import parts_on_postgres
from tests.integration.http.test_authorisation import TABLE, assemble, expected, filled
from tests.integration.http.world import World
from tests.support.databases import opened

ACTS = {("GET", "/media/token/{session_id}")}
"""What is fetched by GET and yet no look at what is kept: a token is made."""


@define
class Counting:
    """A database that counts the statements that it is given."""

    database: Database
    asked: int = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        async with self.database.connection() as connection:
            yield Counted(connection, self)


@frozen
class Counted:
    """A connection that tells of each statement."""

    connection: Connection
    counting: Counting

    async def execute(self, *statement: Any) -> Any:
        self.counting.asked += 1
        return await self.connection.execute(*statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.fixture
async def counting(database_url: str) -> AsyncIterator[Counting]:
    async with opened(database_url) as database:
        yield Counting(database)


async def test_every_read_asks_at_most_twice(counting: Counting):
    world = World.new(parts=parts_on_postgres(counting))  # type: ignore[arg-type] # it has what is used of a database
    cast, asked = await assemble(world), {}
    for (method, path), row in TABLE.items():
        if method != "GET" or (method, path) in ACTS:
            continue
        for role, status in expected(row).items():
            before = counting.asked
            answer = await world.ask(method, filled(row.path or path, cast.ids), cast.people[role])
            assert answer.status_code == status
            asked[path, role] = counting.asked - before
    assert {path for (path, _), count in asked.items() if count > 2} == set()
    assert sum(asked.values()) > 100
