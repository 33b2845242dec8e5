"""The library's default asynchronous transport; the other tests use another one."""

from typing import Any

import pytest
import stripe

from hushroom_adapters.local.emulators.stripe import Options, start_local_stripe


# The library passes its form to httpx in a deprecated parameter, which this project cannot change.
@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
async def test_httpx_pays_retries_and_reads_lists() -> None:
    transport: Any = stripe.HTTPXClient()
    async with start_local_stripe(Options(secret_key="sk_test_x")) as local:
        client = stripe.StripeClient("sk_test_x", base_addresses={"api": local.url}, http_client=transport)
        criteria: Any = {"amount": 900, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
        made = [(await client.v1.payment_intents.create_async(criteria)).id for _ in range(3)]
        found = await client.v1.payment_intents.list_async({"limit": 2})
        assert [intent.id async for intent in found.auto_paging_iter()] == made[::-1]
        with pytest.raises(stripe.CardError):
            await client.v1.payment_intents.create_async(criteria | {"payment_method": "pm_card_chargeDeclined"})
        await transport.close_async()
