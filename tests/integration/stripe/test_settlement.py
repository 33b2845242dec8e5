"""Settlement delays: money that settles after days cannot be transferred before."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import stripe

from hushroom_adapters.local.emulators.stripe import Options, Policy
from tests.integration.stripe.conftest import Shop, expanded

DAY = 24 * 3600


@pytest.fixture
async def slow_shop(open_shop: Callable[..., Any]) -> AsyncIterator[Shop]:
    async with open_shop(Options(secret_key="sk_test_slow", policy=Policy(settlement_seconds=7 * DAY))) as shop:
        yield shop


async def test_captured_money_is_pending_until_it_settles(slow_shop: Shop) -> None:
    shop = slow_shop
    account = await shop.account()
    intent = await shop.pay(amount=3000, expand=["latest_charge.balance_transaction"])
    charge = expanded(intent.latest_charge, stripe.Charge)
    booked = expanded(charge.balance_transaction, stripe.BalanceTransaction)
    assert booked.status == "pending"
    criteria = {"amount": 1000, "currency": "eur", "destination": account.id}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.transfers.create_async(criteria)
    assert refused.value.code == "balance_insufficient"
    balance = await shop.v1.balance.retrieve_async()
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 2930)
    await shop.admin("POST", "/clock/advance", {"seconds": 7 * DAY + 1})
    assert (await shop.v1.transfers.create_async(criteria)).amount == 1000
    settled = await shop.v1.balance_transactions.retrieve_async(booked.id)
    assert settled.status == "available"


async def test_a_transfer_may_draw_on_a_charge_that_has_not_settled(slow_shop: Shop) -> None:
    account = await slow_shop.account()
    intent = await slow_shop.pay(amount=3000)
    criteria = {
        "amount": 1000,
        "currency": "eur",
        "destination": account.id,
        "source_transaction": intent.latest_charge,
    }
    assert (await slow_shop.v1.transfers.create_async(criteria)).amount == 1000


async def test_one_card_settles_at_once(slow_shop: Shop) -> None:
    await slow_shop.pay("pm_card_bypassPending", amount=3000)
    balance = await slow_shop.v1.balance.retrieve_async()
    assert (balance.available[0].amount, balance.pending[0].amount) == (2930, 0)
