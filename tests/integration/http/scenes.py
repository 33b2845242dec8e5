"""A world that is prepared once, and begins again from there for each test."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from attrs import frozen

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.memory import InMemory
from hushroom_adapters.postgres.core.database import Database
from tests.integration.http.platform_parts import beside_the_rows, parts_on_postgres
from tests.integration.http.world import World
from tests.support.databases import KeptRows, fresh_database, kept_rows, opened
from tests.support.watch import LeakWatch

Cast = TypeVar("Cast")


@frozen
class Scene(Generic[Cast]):
    """Holds a prepared world: its rows, everything in memory, the secrets that responses told, and its cast."""

    database: Database
    rows: KeptRows
    memory: InMemory
    watch: LeakWatch
    cast: Cast

    def begin(self) -> World:
        """Returns a new world in the state that was prepared; the one before must be closed."""
        self.rows.put_back()
        parts = parts_on_postgres(self.database, copy.deepcopy(self.memory))
        return World.new(parts, watch=copy.deepcopy(self.watch))


@asynccontextmanager
async def scene_of(
    postgres: EmbeddedServer, template: str, prepare: Callable[[World], Awaitable[Cast]]
) -> AsyncIterator[Scene[Cast]]:
    """Prepares a world in a database of its own."""
    memory = beside_the_rows()
    with fresh_database(postgres, template) as url:
        async with opened(url) as database:
            world = World.new(parts_on_postgres(database, memory))
            async with world.http:
                cast = await prepare(world)
            with kept_rows(url) as rows:
                yield Scene(database, rows, memory, world.watch, cast)
