"""The official client, set up so that no call of ours can hang."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from stripe import AIOHTTPClient, StripeClient

CONNECT_SECONDS = 2.0
TRY_SECONDS = 5.0
WHOLE_SECONDS = 8.0
"""For one call with its retries: after that the one who waits has gone."""
RETRIES = 2


@asynccontextmanager
async def stripe_client(secret_key: str, api_base: str | None = None) -> AsyncIterator[StripeClient]:
    """A client of Stripe, or of what speaks like it at `api_base`, until the block ends."""
    timeout = aiohttp.ClientTimeout(total=TRY_SECONDS, connect=CONNECT_SECONDS)
    # Not the default transport: it hands forms to httpx in a way that httpx is about to take away.
    transport = AIOHTTPClient(timeout=timeout)
    try:
        yield StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            http_client=transport,
            max_network_retries=RETRIES,
        )
    finally:
        await transport.close_async()  # type: ignore[no-untyped-call] # the library left this one out
