"""Properties of the ledger over random histories of one payment, and its summary."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hushroom_adapters.local.emulators.stripe import Options
from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError
from hushroom_adapters.local.emulators.stripe.resources import payment_intents, refunds
from hushroom_adapters.local.emulators.stripe.world import World
from tests.integration.stripe.conftest import Shop

AMOUNTS = st.integers(50, 5000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("capture"), AMOUNTS),
        st.tuples(st.just("cancel"), st.none()),
        st.tuples(st.just("refund"), AMOUNTS),
    ),
    max_size=8,
)


def step(desk: Desk, intent: Any, name: str, amount: int | None) -> dict[str, Any]:
    path = {"id": intent}
    if name == "capture":
        return payment_intents.capture(desk, Call(params={"amount_to_capture": amount}, path=path))
    if name == "cancel":
        return payment_intents.cancel(desk, Call(params={}, path=path))
    return refunds.create(desk, Call(params={"payment_intent": intent, "amount": amount}, path={}))


@settings(max_examples=60, deadline=None)
@given(amount=AMOUNTS, steps=STEPS)
def test_money_is_neither_made_nor_lost(amount: int, steps: list[tuple[str, int] | tuple[str, None]]) -> None:
    world = World(Options(secret_key="sk_test_x"))
    desk = world.desk()
    given_params = {"amount": amount, "currency": "eur", "capture_method": "manual", "confirm": True,
                    "payment_method": "pm_card_visa"}  # fmt: skip
    intent = payment_intents.create(desk, Call(params=given_params, path={}))["id"]
    for name, part in steps:
        try:
            with world.store.transaction():
                step(desk, intent, name, part)
        except StripeError:
            continue
    found = desk.ledger.summary({"payment_intent": intent})
    assert sum(desk.ledger.balances().values()) == 0
    assert found["authorized"] == found["captured"] + found["released"] + found["held"] == amount
    assert found["held"] in {0, amount}
    assert 0 <= found["refunded"] <= found["captured"] <= amount
    assert found["capture_count"] <= 1
    world.store.close()


async def test_entries_are_found_by_what_the_payment_carries(shop: Shop) -> None:
    first = await shop.pay(amount=1000, metadata={"session": "s-1"})
    await shop.pay(amount=2000, metadata={"session": "s-2"})
    found = await shop.admin("GET", "/ledger?metadata[session]=s-1")
    assert {entry["payment_intent"] for entry in found["entries"]} == {first.id}
    kinds = [(entry["kind"], entry["amount"]) for entry in found["entries"]]
    assert kinds == [("authorization", 1000), ("capture", 1000), ("fee", 40)]
    summary = await shop.admin("GET", "/ledger/summary?metadata[session]=s-2")
    assert (summary["captured"], len(summary["payment_intents"])) == (2000, 1)
    everything = await shop.admin("GET", "/ledger/summary")
    assert everything["captured"] == 3000
    assert sum((await shop.admin("GET", "/ledger/balances")).values()) == 0


async def test_an_unknown_filter_is_refused(shop: Shop) -> None:
    async with shop.http.get(f"{shop.url}/_sandbox/ledger?session=s-1") as answer:
        assert answer.status == 400


async def test_reset_forgets_everything_but_the_platform(shop: Shop) -> None:
    await shop.pay()
    await shop.admin("POST", "/reset")
    assert (await shop.v1.payment_intents.list_async()).data == []
    assert (await shop.admin("GET", "/ledger"))["entries"] == []
    assert (await shop.v1.accounts.retrieve_current_async()).payouts_enabled is True


async def test_the_front_page_shows_what_happened_lately(shop: Shop) -> None:
    intent = await shop.pay(amount=1234)
    async with shop.http.get(shop.url) as page:
        text = await page.text()
    assert (page.status, intent.id in text, "€12.34" in text) == (200, True, True)
    async with shop.http.get(f"{shop.url}/_sandbox/objects/{intent.id}") as answer:
        assert (await answer.json())["id"] == intent.id
    assert (await shop.admin("GET", "/health")) == {"status": "ok"}
