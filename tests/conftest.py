"""The order of the tests, and fixtures of shared servers. A server starts with the first test that requests it."""

import gc
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from xdist.remote import Producer

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.core.database import Database
from tests.support.databases import ReusedDatabase, fresh_database, migrated_template, opened
from tests.support.schedule import Schedule, in_order
from tests.support.servers import (
    LiveKitPeer,
    MailboxPeer,
    StripePeer,
    livekit_for_tests,
    mailbox_for_tests,
    postgres_for_tests,
    stripe_for_tests,
    valkey_for_tests,
)

# Each process imports all of the project and collects all tests: a fifth of that would be garbage collections that find
# nothing.
gc.disable()


def pytest_collection_finish() -> None:
    _collect_garbage_again()


def _collect_garbage_again() -> None:
    """Excludes what is there already, which lives as long as the run, from garbage collection."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Returns one more than the processors, because a test often waits for other processes."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Schedule:
    config.option.loadscopereorder = False  # the order is that of the collection
    _collect_garbage_again()  # because this process collects no tests itself
    return Schedule(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedServer]:
    """Starts a PostgreSQL server whose user may create databases; `url` names the database `postgres`."""
    with postgres_for_tests() as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedServer) -> Iterator[str]:
    """Returns the name of a migrated database that serves as a template."""
    with migrated_template(postgres) as name:
        yield name


@pytest.fixture(scope="session")
async def reused_database(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[ReusedDatabase]:
    with fresh_database(postgres, template_database) as url:
        reused = ReusedDatabase(url)
        try:
            yield reused
        finally:
            await reused.close()


@pytest.fixture(scope="module")
async def lasting_database(postgres: EmbeddedServer, template_database: str) -> AsyncIterator[Database]:
    """Yields a database that all tests of a module share, because none of them may change a row."""
    with fresh_database(postgres, template_database) as url:
        async with opened(url) as database:
            yield database


@pytest.fixture
def database_url(reused_database: ReusedDatabase) -> str:
    """Returns the URL of a migrated database that contains nothing but the contract templates."""
    return reused_database.emptied()


@pytest.fixture
async def database(reused_database: ReusedDatabase, database_url: str) -> AsyncIterator[Database]:  # noqa: ARG001 - empties it
    """Yields the same database, opened as the platform opens it."""
    async with reused_database.opened() as database:
        yield database


@pytest.fixture(scope="session")
def valkey() -> Iterator[EmbeddedServer]:
    with valkey_for_tests() as server:
        yield server


@pytest.fixture(scope="session")
def local_stripe() -> Iterator[StripePeer]:
    """Starts the local Stripe that all tests of a run share, so a test asserts on its own objects and never on
    totals.
    """
    with stripe_for_tests() as started:
        yield started


@pytest.fixture(scope="session")
def local_livekit() -> Iterator[LiveKitPeer]:
    with livekit_for_tests() as started:
        yield started


@pytest.fixture(scope="session")
def mailbox() -> Iterator[MailboxPeer]:
    with mailbox_for_tests() as started:
        yield started
