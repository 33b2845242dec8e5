"""A database of its own for each test, opened as the platform opens it."""

from collections.abc import AsyncIterator

import pytest

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import begin, queries
from tests.support.contracts.kept import Kept, no_routes
from tests.support.databases import opened


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as database:
        yield database


@pytest.fixture
def kept(database: Database) -> Kept:
    return Kept(begin(database, no_routes), queries(database))
