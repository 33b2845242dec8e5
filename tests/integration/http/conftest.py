"""Fixtures of a new platform and its HTTP application for each test, in memory or on PostgreSQL."""

import io
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from attrs import evolve

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.observability.logs import configure_logs
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.settings import LogFormat, LogSettings
from tests.integration.http.office import Office, office_in
from tests.integration.http.page_walk import Neighbourhood, neighbourhood_of
from tests.integration.http.platform_parts import Parts, parts_on_postgres
from tests.integration.http.scenes import Scene, scene_of
from tests.integration.http.world import World


@pytest.fixture
def parts(database: Database) -> Parts:
    return parts_on_postgres(database)


@pytest.fixture
async def world(parts: Parts) -> AsyncIterator[World]:
    made = World.new(parts)
    async with made.http:
        yield made


@pytest.fixture(scope="module")
async def prepared_office(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[Scene[Office]]:
    async with scene_of(postgres, template_database, office_in) as made:
        yield made


@pytest.fixture
async def office(prepared_office: Scene[Office]) -> AsyncIterator[Office]:
    """Yields an office in a world of its own; the fixture `world` is another one."""
    world = prepared_office.begin()
    async with world.http:
        yield evolve(prepared_office.cast, world=world, browsers={})


@pytest.fixture(scope="module")
async def prepared_neighbourhood(
    postgres: EmbeddedServer, template_database: str
) -> AsyncIterator[Scene[Neighbourhood]]:
    async with scene_of(postgres, template_database, neighbourhood_of) as made:
        yield made


@pytest.fixture
async def neighbourhood(prepared_neighbourhood: Scene[Neighbourhood]) -> AsyncIterator[Neighbourhood]:
    """Yields a neighbourhood in a world of its own; the fixture `world` is another one."""
    world = prepared_neighbourhood.begin()
    async with world.http:
        yield prepared_neighbourhood.cast.again(world)


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
