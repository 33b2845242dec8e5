"""Fixtures of a new platform and its HTTP application for each test, in memory or on PostgreSQL."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from hushroom_adapters.observability.logs import configure_logs
from hushroom_adapters.settings import LogFormat, LogSettings
from tests.integration.http.platform_parts import Parts, parts_on_postgres
from tests.integration.http.world import World
from tests.support.databases import opened


@pytest.fixture
async def parts(database_url: str) -> AsyncIterator[Parts]:
    async with opened(database_url) as database:
        yield parts_on_postgres(database)


@pytest.fixture
async def world(parts: Parts) -> AsyncIterator[World]:
    made = World.new(parts)
    async with made.http:
        yield made


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Records the log in the format of production."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
