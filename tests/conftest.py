"""Fixtures of shared servers. A server starts with the first test that requests it."""

from collections.abc import Iterator

import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from tests.support.databases import emptied, fresh_database, migrated_template
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
def shared_database_url(postgres: EmbeddedServer, template_database: str) -> Iterator[str]:
    with fresh_database(postgres, template_database) as url:
        yield url


@pytest.fixture
def database_url(shared_database_url: str) -> str:
    """Returns the URL of a migrated database that contains nothing but the contract templates."""
    return emptied(shared_database_url)


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
