"""Balances and their transactions."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import currency
from hushroom_adapters.local.emulators.stripe.operations import get
from hushroom_adapters.local.emulators.stripe.params import filled, page
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

FILTERS = ("type", "source", "currency")


def retrieve(desk: Desk, _call: Call) -> Resource:
    mine = f"balance:{desk.account}"
    units = desk.ledger.currencies(mine) or [desk.policy.currency]
    reserved = [{"amount": 0, "currency": unit} for unit in units]
    return shaped(
        "balance", object="balance", livemode=False, connect_reserved=reserved,
        available=[_line(unit, desk.ledger.available(mine, unit)) for unit in units],
        pending=[_line(unit, desk.ledger.pending(mine, unit)) for unit in units],
    )  # fmt: skip


def retrieve_transaction(desk: Desk, call: Call) -> Resource:
    return desk.find("balance_transaction", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "balance_transaction", "/v1/balance_transactions", **call.given(*FILTERS))


def ripened(desk: Desk, transaction: Resource) -> None:
    """Makes the money of a charge available."""
    desk.save(transaction | {"status": "available"})


def _line(unit: str, amount: int) -> Resource:
    return {"amount": amount, "currency": unit, "source_types": {"card": amount}}


OPERATIONS = (
    get("balance.retrieve", "/v1/balance", retrieve),
    get(
        "balance_transactions.list",
        "/v1/balance_transactions",
        listing,
        page(type=filled, source=filled, currency=currency),
    ),
    get("balance_transactions.retrieve", "/v1/balance_transactions/{id}", retrieve_transaction),
)
