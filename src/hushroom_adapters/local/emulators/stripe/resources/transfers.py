"""Transfers: from the platform's balance to a companion's, and back by a reversal."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, no_such
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import Movement, available, book, currency, noted, short_of_funds
from hushroom_adapters.local.emulators.stripe.names import LENGTH, fresh, letters
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
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope, listed

REVERSALS_SHOWN = 10


def create(desk: Desk, call: Call) -> Resource:
    destination = _destination(desk, call)
    source = _source(desk, call)
    amount, unit = call.params["amount"], call.params["currency"]
    if source is None and available(desk, unit) < amount:
        raise short_of_funds("transfer")
    transfer = _blank(desk, call, source)
    transfer["balance_transaction"] = book(desk, _sent(transfer, source))["id"]
    transfer["destination_payment"] = _received(desk.of(destination["id"]), transfer)
    announce(desk, "transfer.created", desk.add(transfer))
    return transfer


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("transfer", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "transfer", "/v1/transfers", **call.given("destination", "transfer_group"))


def update(desk: Desk, call: Call) -> Resource:
    transfer = desk.find("transfer", call.path["id"])
    after = transfer | call.given("description")
    if "metadata" in call.params:
        after["metadata"] = merged(transfer["metadata"], call.params["metadata"])
    announce(desk, "transfer.updated", desk.save(after), changed(transfer, after))
    return after


def reverse(desk: Desk, call: Call) -> Resource:
    transfer = desk.find("transfer", call.path["id"])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.get("amount", left)
    if left == 0 or amount > left:
        raise invalid(f"Transfer {transfer['id']} has only {left} left to reverse.", "amount")
    if available(desk.of(transfer["destination"]), transfer["currency"]) < amount:
        raise short_of_funds("transfer reversal")
    return _reversed(desk, transfer, amount, call)


def reversals(desk: Desk, call: Call) -> Resource:
    transfer = desk.find("transfer", call.path["id"])["id"]
    url = f"/v1/transfers/{transfer}/reversals"
    return listed(desk, call, "transfer_reversal", url, transfer=transfer)


def one_reversal(desk: Desk, call: Call) -> Resource:
    reversal = desk.find("transfer_reversal", call.path["reversal"])
    if reversal["transfer"] != call.path["id"]:
        raise no_such("transfer_reversal", reversal["id"])
    return reversal


def _reversed(desk: Desk, transfer: Resource, amount: int, call: Call) -> Resource:
    reversal = shaped(
        "transfer_reversal", id=fresh("transfer_reversal"), object="transfer_reversal", amount=amount,
        created=desk.now(), currency=transfer["currency"], transfer=transfer["id"],
        metadata=merged({}, call.get("metadata", {})), description=call.get("description"),
    )  # fmt: skip
    intent = desk.store.fetch(transfer["source_transaction"] or "")
    back = _moved(transfer, reversal, "transfer_refund", amount, intent)
    reversal["balance_transaction"] = book(desk, back)["id"]
    noted(desk.of(transfer["destination"]), _moved(transfer, reversal, "payment_refund", -amount, intent))
    desk.add(reversal)
    total = transfer["amount_reversed"] + amount
    shown = [reversal, *transfer["reversals"]["data"]][:REVERSALS_SHOWN]
    after = transfer | {
        "amount_reversed": total, "reversed": total == transfer["amount"],
        "reversals": envelope(transfer["reversals"]["url"], shown),
    }  # fmt: skip
    announce(desk, "transfer.reversed", desk.save(after), changed(transfer, after))
    return reversal


def _destination(desk: Desk, call: Call) -> Resource:
    name = call.params["destination"]
    account = desk.store.get(desk.account, "account", name)
    if account is None:
        raise no_such("destination", name, "destination")
    if account["capabilities"].get("transfers") != "active":
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            "destination",
            "insufficient_capabilities_for_transfer",
        )
    return account


def _source(desk: Desk, call: Call) -> Resource | None:
    """Returns the charge that the transfer draws on; refuses one with too little left."""
    if "source_transaction" not in call.params:
        return None
    charge = desk.find("charge", call.params["source_transaction"], "source_transaction")
    earlier = desk.store.all(desk.account, "transfer", source_transaction=charge["id"])
    used = sum(transfer["amount"] - transfer["amount_reversed"] for transfer in earlier)
    if not charge["captured"] or used + call.params["amount"] > charge["amount_captured"]:
        raise invalid(
            f"Transfers using this transaction as a source must not exceed the source amount of "
            f"{charge['amount_captured']}. {used} of it is already transferred.",
            "amount",
        )
    return charge


def _blank(desk: Desk, call: Call, source: Resource | None) -> Resource:
    name = fresh("transfer")
    group = call.get("transfer_group") or (source and (source["transfer_group"] or f"group_{source['payment_intent']}"))
    return shaped(
        "transfer", id=name, object="transfer", created=desk.now(), livemode=False, amount_reversed=0,
        reversals=envelope(f"/v1/transfers/{name}/reversals", []), reversed=False, source_type="card",
        metadata=merged({}, call.get("metadata", {})), transfer_group=group,
        **call.given("amount", "currency", "destination", "description", "source_transaction"),
    )  # fmt: skip


def _sent(transfer: Resource, source: Resource | None) -> Movement:
    return Movement(
        kind="transfer", entry="transfer", amount=-transfer["amount"], currency=transfer["currency"],
        source=transfer, other=f"balance:{transfer['destination']}",
        charge=source["id"] if source else None,
        payment_intent=source["payment_intent"] if source else None,
    )  # fmt: skip


def _moved(transfer: Resource, source: Resource, kind: str, amount: int, charge: Resource | None) -> Movement:
    return Movement(
        kind=kind, entry="transfer_reversal", amount=amount, currency=transfer["currency"], source=source,
        other=f"balance:{transfer['destination']}",
        charge=charge["id"] if charge else None,
        payment_intent=charge["payment_intent"] if charge else None,
    )  # fmt: skip


def _received(desk: Desk, transfer: Resource) -> str:
    """Makes the payment that the companion's own account shows."""
    payment = shaped(
        "charge", id=f"py_{letters(LENGTH)}", object="charge", created=desk.now(), livemode=False,
        amount=transfer["amount"], amount_captured=transfer["amount"], amount_refunded=0, captured=True, paid=True,
        refunded=False, disputed=False, currency=transfer["currency"], metadata={}, fraud_details={}, outcome=None,
        payment_method_details={"type": "stripe_account", "stripe_account": {}}, source_transfer=transfer["id"],
        status="succeeded", refunds=envelope("", []),
    )  # fmt: skip
    move = Movement(
        kind="payment", entry="transfer", amount=transfer["amount"], currency=transfer["currency"], source=payment,
        other="",
    )  # fmt: skip
    payment["balance_transaction"] = noted(desk, move)["id"]
    return str(desk.add(payment)["id"])


ONE = "/v1/transfers/{id}"
OPERATIONS = (
    post(
        "transfers.create", "/v1/transfers", create,
        accepts(
            "amount", "currency", "destination", amount=positive, currency=currency, destination=filled,
            description=text, metadata=metadata, source_transaction=filled, source_type=one_of("card"),
            transfer_group=text,
        ),
    ),
    get("transfers.list", "/v1/transfers", listing, page(destination=filled, transfer_group=filled)),
    get("transfers.retrieve", ONE, retrieve),
    post("transfers.update", ONE, update, accepts(description=text, metadata=metadata)),
    post(
        "transfers.reversals.create", f"{ONE}/reversals", reverse,
        accepts(amount=positive, description=text, metadata=metadata),
    ),
    get("transfers.reversals.list", f"{ONE}/reversals", reversals, page()),
    get("transfers.reversals.retrieve", f"{ONE}/reversals/{{reversal}}", one_reversal),
)  # fmt: skip
