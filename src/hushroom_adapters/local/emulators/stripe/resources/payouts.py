"""Payouts: from a balance at Stripe to the bank account of its owner."""

from hushroom_adapters.local.emulators.stripe.desk import PLATFORM, Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, malformed
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import Movement, available, book, currency, short_of_funds
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    filled,
    merged,
    metadata,
    one_of,
    page,
    positive,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

FAILURES = {
    "account_closed": "The bank account has been closed",
    "could_not_process": "The bank could not process this payout",
    "no_account": "The bank account details on file are probably incorrect. No bank account exists with them.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
}
FAILABLE = {"pending", "in_transit", "paid"}  # a bank may send money back after it arrived


def create(desk: Desk, call: Call) -> Resource:
    account = desk.of(PLATFORM).find("account", desk.account)
    if not account["payouts_enabled"]:
        raise invalid("Cannot create payouts; this account has payouts disabled.", code="payouts_not_allowed")
    if available(desk, call.params["currency"]) < call.params["amount"]:
        raise short_of_funds("payout")
    return sent(desk, account, call, automatic=False)


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("payout", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "payout", "/v1/payouts", **call.given("status", "destination"))


def update(desk: Desk, call: Call) -> Resource:
    payout = desk.find("payout", call.path["id"])
    after = payout | {"metadata": merged(payout["metadata"], call.get("metadata", {}))}
    announce(desk, "payout.updated", desk.save(after), changed(payout, after))
    return after


def cancel(desk: Desk, call: Call) -> Resource:
    payout = desk.find("payout", call.path["id"])
    if payout["status"] != "pending":
        raise invalid(f"Payouts with a status of {payout['status']} cannot be canceled.", code="payout_not_cancelable")
    back = book(desk, _movement(payout, "payout_cancel", payout["amount"]))
    after = desk.save(payout | {"status": "canceled", "failure_balance_transaction": back["id"]})
    announce(desk, "payout.canceled", after)
    return after


def sent(desk: Desk, account: Resource, call: Call, *, automatic: bool) -> Resource:
    payout = _blank(desk, account, call, automatic=automatic)
    payout["balance_transaction"] = book(desk, _movement(payout, "payout", -payout["amount"]))["id"]
    announce(desk, "payout.created", desk.add(payout))
    desk.later("payout.arrive", payout, desk.policy.payout_seconds)
    return payout


def swept(desk: Desk) -> list[Resource]:
    """Pays out everything available, as Stripe does on schedule."""
    account = desk.of(PLATFORM).find("account", desk.account)
    if not account["payouts_enabled"]:
        return []
    sums = {unit: available(desk, unit) for unit in desk.ledger.currencies(f"balance:{desk.account}")}
    return [
        sent(desk, account, Call(params={"amount": amount, "currency": unit}, path={}), automatic=True)
        for unit, amount in sums.items()
        if amount > 0
    ]


def arrived(desk: Desk, payout: Resource) -> Resource:
    if payout["status"] not in {"pending", "in_transit"}:
        return payout
    after = payout | {"status": "paid", "reconciliation_status": _reconciled(payout)}
    after["trace_id"] = {"status": "supported", "value": letters(15)}
    announce(desk, "payout.paid", desk.save(after))
    return after


def failed(desk: Desk, payout: Resource, code: str) -> Resource:
    """Returns the money of a payout to the balance, because the bank refused it."""
    if payout["status"] not in FAILABLE or code not in FAILURES:
        raise malformed(f"A payout with status {payout['status']} cannot fail with {code}.")
    back = book(desk, _movement(payout, "payout_failure", payout["amount"]))
    after = payout | {
        "status": "failed", "failure_code": code, "failure_message": FAILURES[code],
        "failure_balance_transaction": back["id"],
    }  # fmt: skip
    announce(desk, "payout.failed", desk.save(after))
    return after


def _reconciled(payout: Resource) -> str:
    return "completed" if payout["automatic"] else "not_applicable"


def _movement(payout: Resource, kind: str, amount: int) -> Movement:
    return Movement(
        kind=kind, entry=kind, amount=amount, currency=payout["currency"], source=payout,
        other=f"bank:{payout['destination']}",
    )  # fmt: skip


def _blank(desk: Desk, account: Resource, call: Call, *, automatic: bool) -> Resource:
    return shaped(
        "payout", id=fresh("payout"), object="payout", created=desk.now(), livemode=False, automatic=automatic,
        amount=call.params["amount"], currency=call.params["currency"], description=call.get("description"),
        arrival_date=desk.now() + int(desk.policy.payout_seconds), destination=_bank(account, call),
        metadata=merged({}, call.get("metadata", {})), method=call.get("method", "standard"), source_type="card",
        reconciliation_status="in_progress" if automatic else "not_applicable", status="pending",
        statement_descriptor=call.get("statement_descriptor"), type="bank_account",
        trace_id={"status": "pending", "value": None},
    )  # fmt: skip


def _bank(account: Resource, call: Call) -> str:
    banks = [bank["id"] for bank in account["external_accounts"]["data"]]
    wanted = call.get("destination", banks[0] if banks else None)
    if wanted not in banks:
        raise malformed(f"No such external account: '{wanted}'", "destination", "resource_missing")
    return str(wanted)


STATUSES = one_of("pending", "in_transit", "paid", "failed", "canceled")
ONE = "/v1/payouts/{id}"
OPERATIONS = (
    post(
        "payouts.create", "/v1/payouts", create,
        accepts(
            "amount", "currency", amount=positive, currency=currency, description=text, destination=filled,
            metadata=metadata, method=one_of("standard", "instant"), statement_descriptor=text,
        ),
    ),
    get("payouts.list", "/v1/payouts", listing, page(status=STATUSES, destination=filled)),
    get("payouts.retrieve", ONE, retrieve),
    post("payouts.update", ONE, update, accepts(metadata=metadata)),
    post("payouts.cancel", f"{ONE}/cancel", cancel),
)  # fmt: skip
