"""Fixtures of the storage in a database."""

import pytest

from hushroom_adapters.postgres.core.database import Database
from tests.support.contracts.storage import PostgresStorage, postgres_storage


@pytest.fixture
def kept(database: Database) -> PostgresStorage:
    return postgres_storage(database)
