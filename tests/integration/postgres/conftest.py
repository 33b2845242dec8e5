"""Fixtures of a database for each test, opened as the platform opens it."""

from collections.abc import AsyncIterator

import pytest

from hushroom_adapters.postgres.core.database import Database
from tests.support.contracts.storage import PostgresStorage, postgres_storage
from tests.support.databases import opened


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        yield database


@pytest.fixture
def kept(database: Database) -> PostgresStorage:
    return postgres_storage(database)
