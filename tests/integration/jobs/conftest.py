"""Fixtures of a platform on real services for each test of the jobs."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from hushroom_adapters.bootstrap import Platform, open_application
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import read_settings
from tests.support.platforms import SessionDriver, an_environment
from tests.support.servers import LiveKitPeer, MailboxPeer, StripePeer, valkey_for_tests


@pytest.fixture
def own_valkey() -> Iterator[EmbeddedServer]:
    """Starts a Valkey for one test, which may flush and kill it."""
    with valkey_for_tests() as server:
        yield server


@pytest.fixture
def environment(
    database_url: str,
    own_valkey: EmbeddedServer,
    local_stripe: StripePeer,
    local_livekit: LiveKitPeer,
    mailbox: MailboxPeer,
) -> dict[str, str]:
    return an_environment(
        database_url,
        own_valkey.url,
        STRIPE_API_BASE=local_stripe.url,
        LIVEKIT_URL=local_livekit.url,
        SMTP_URL=mailbox.smtp,
    )


@pytest.fixture
async def platform(environment: dict[str, str]) -> AsyncIterator[Platform]:
    async with open_application(read_settings(environment)) as opened:
        yield opened


@pytest.fixture
def lives(platform: Platform) -> SessionDriver:
    return SessionDriver(platform.application, platform.queries)


@pytest.fixture
def rows(database_url: str) -> Iterator[psycopg.Connection]:
    """Opens a direct connection to the platform's database."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection
