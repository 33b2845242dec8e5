"""Fixtures of a served platform for each test of the realtime channel."""

from collections.abc import AsyncIterator

import pytest

from hushroom_adapters.bootstrap import open_application
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import read_settings
from hushroom_adapters.webpush import new_vapid_key
from tests.integration.http.conftest import logged
from tests.integration.realtime.harness import RealtimeHarness, served
from tests.support.platforms import an_environment
from tests.support.servers import LiveKitPeer, MailboxPeer, StripePeer

__all__ = ["logged"]


@pytest.fixture
def environment(
    database_url: str,
    valkey: EmbeddedServer,
    local_stripe: StripePeer,
    local_livekit: LiveKitPeer,
    mailbox: MailboxPeer,
) -> dict[str, str]:
    return an_environment(
        database_url,
        valkey.url,
        STRIPE_API_BASE=local_stripe.url,
        LIVEKIT_URL=local_livekit.url,
        SMTP_URL=mailbox.smtp,
        HUSHROOM_VAPID_PRIVATE_KEY=new_vapid_key(),
        HUSHROOM_RATE_LIMITS="off",
        HUSHROOM_SIGN_IN_PROVIDERS='github = {client_id = "hushroom", client_secret = "unused"}',
    )


@pytest.fixture
async def stage(environment: dict[str, str]) -> AsyncIterator[RealtimeHarness]:
    async with open_application(read_settings(environment)) as platform, served(environment) as url:
        found = RealtimeHarness(platform=platform, environment=environment, url=url)
        try:
            yield found
        finally:
            for ear in found.ears:
                await ear.close()
