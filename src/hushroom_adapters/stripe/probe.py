"""Checks that Stripe answers and accepts our key."""

from hushroom_adapters.stripe.calls import Calls
from hushroom_adapters.stripe.client import stripe_client


async def probe_stripe(secret_key: str, api_base: str | None, *, timeout_seconds: float = 5.0) -> str:
    """Returns the result in one line. Raises: ProviderUnavailable, RequestRefused."""
    async with stripe_client(secret_key, api_base) as client:
        balance = await Calls(timeout_seconds).ask(client.v1.balance.retrieve_async())
    return f"answers, {'live' if balance.livemode else 'test'} mode"
