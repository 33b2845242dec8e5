"""A fresh platform with its web for every test, kept in memory or in PostgreSQL, and what it logs."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from hushroom_adapters.observability.logs import configure_logs
from hushroom_adapters.settings import LogFormat, LogSettings
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.world import World
from tests.support.databases import opened


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """In memory."""
    made = World.new()
    async with made.http:
        yield made


@pytest.fixture
async def world_on_postgres(database_url: str) -> AsyncIterator[World]:
    async with opened(database_url) as database:
        made = World.new(parts=parts_on_postgres(database))
        async with made.http:
            yield made


@pytest.fixture(params=["world", "world_on_postgres"])
def either_world(request: pytest.FixtureRequest) -> World:
    """Once in memory and once in PostgreSQL: what clients see must be the same."""
    made: World = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged, as production logs it."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
