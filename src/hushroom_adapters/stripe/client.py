"""The official client with time limits, so that no call hangs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from stripe import AIOHTTPClient, StripeClient

CONNECT_SECONDS = 2.0
TRY_SECONDS = 5.0
WHOLE_SECONDS = 8.0
"""Time limit of one call with its retries, because clients wait no longer."""
RETRIES = 2


@asynccontextmanager
async def stripe_client(secret_key: str, api_base: str | None = None) -> AsyncIterator[StripeClient]:
    """Opens a client of Stripe, or of the emulator at `api_base`, and closes it when the block ends."""
    timeout = aiohttp.ClientTimeout(total=TRY_SECONDS, connect=CONNECT_SECONDS)
    # The default transport passes forms to httpx in a way that httpx deprecates.
    transport = AIOHTTPClient(timeout=timeout)
    try:
        yield StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            http_client=transport,
            max_network_retries=RETRIES,
        )
    finally:
        await transport.close_async()  # type: ignore[no-untyped-call] # the library has no type for this method
