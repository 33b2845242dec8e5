"""Servers for every test that asks for one by name; a run that asks for none starts none."""

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
    """A PostgreSQL server whose user may create databases; `url` leads to the database `postgres`."""
    with postgres_for_tests() as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedServer) -> Iterator[str]:
    """The name of a database that has taken every migration, to be cloned."""
    with migrated_template(postgres) as name:
        yield name


@pytest.fixture(scope="session")
def shared_database_url(postgres: EmbeddedServer, template_database: str) -> Iterator[str]:
    with fresh_database(postgres, template_database) as url:
        yield url


@pytest.fixture
def database_url(shared_database_url: str) -> str:
    """A migrated database that has nothing in it but the contract templates."""
    return emptied(shared_database_url)


@pytest.fixture(scope="session")
def valkey() -> Iterator[EmbeddedServer]:
    with valkey_for_tests() as server:
        yield server


@pytest.fixture(scope="session")
def local_stripe() -> Iterator[StripePeer]:
    """Shared by all tests of a run: look at what your own objects went through, never at totals."""
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
