"""Refunds: captured money back to the buyer, in one piece or several, never more than was captured."""

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError, invalid, malformed
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import Movement, book, said
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import accepts, filled, merged, metadata, one_of, page, positive
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope, listed
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import card_of

REASONS = one_of("duplicate", "fraudulent", "requested_by_customer")
SHOWN_IN_CHARGE = 10


def create(desk: Desk, call: Call) -> Resource:
    charge = _charge(desk, call)
    left = _refundable(charge)
    amount = call.get("amount", left)
    if amount > left:
        unit = charge["currency"]
        raise invalid(
            f"Refund amount ({said(amount, unit)}) is greater than unrefunded amount on charge ({said(left, unit)})",
            "amount",
        )
    return _given_back(desk, charge, amount, call)


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("refund", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "refund", "/v1/refunds", **call.given("charge", "payment_intent"))


def of_charge(desk: Desk, call: Call) -> Resource:
    charge = desk.find("charge", call.path["id"])["id"]
    return listed(desk, call, "refund", f"/v1/charges/{charge}/refunds", charge=charge)


def update(desk: Desk, call: Call) -> Resource:
    refund = desk.find("refund", call.path["id"])
    after = refund | {"metadata": merged(refund["metadata"], call.get("metadata", {}))}
    announce(desk, "refund.updated", desk.save(after), changed(refund, after))
    return after


def arrived(desk: Desk, refund: Resource) -> None:
    """Completes a pending refund."""
    _turned(desk, refund, refund | {"status": "succeeded"})


def bounced(desk: Desk, refund: Resource) -> None:
    """Fails a refund that had succeeded, because the buyer's bank sent it back."""
    returned = book(desk, _movement(refund, "refund_failure", refund["amount"]))
    after = refund | {
        "status": "failed", "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": returned["id"],
    }  # fmt: skip
    charge = desk.find("charge", refund["charge"])
    desk.save(charge | {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False})
    _turned(desk, refund, after)
    announce(desk, "refund.failed", after)


def _given_back(desk: Desk, charge: Resource, amount: int, call: Call) -> Resource:
    behaviour = card_of(desk.find("payment_method", charge["payment_method"])).refund
    refund = _refund(desk, charge, amount, call) | {"status": "pending" if behaviour == "pending" else "succeeded"}
    refund["balance_transaction"] = book(desk, _movement(refund, "refund", -amount))["id"]
    desk.add(refund)
    total = charge["amount_refunded"] + amount
    after = charge | {"amount_refunded": total, "refunded": total == charge["amount"]}
    after["refunds"] = _shown(charge, refund)
    announce(desk, "refund.created", refund)
    previous = {name: charge[name] for name in ("amount_refunded", "refunded")}
    announce(desk, "charge.refunded", desk.save(after), previous)
    if behaviour != "succeeded":
        action = "refund.arrive" if behaviour == "pending" else "refund.bounce"
        desk.later(action, refund, desk.policy.refund_seconds)
    return refund


def _shown(charge: Resource, refund: Resource) -> Resource:
    """Returns the refunds of a charge, with this one in its present state."""
    others = [one for one in charge["refunds"]["data"] if one["id"] != refund["id"]]
    return envelope(charge["refunds"]["url"], [refund, *others][:SHOWN_IN_CHARGE])


def _turned(desk: Desk, before: Resource, after: Resource) -> None:
    charge = desk.find("charge", after["charge"])
    desk.save(charge | {"refunds": _shown(charge, after)})
    desk.save(after)
    previous = changed(before, after)
    for kind in ("refund.updated", "charge.refund.updated"):
        announce(desk, kind, after, previous)


def _refund(desk: Desk, charge: Resource, amount: int, call: Call) -> Resource:
    reference = {"reference": letters(15), "reference_status": "available",
                 "reference_type": "acquirer_reference_number", "type": "refund"}  # fmt: skip
    return shaped(
        "refund", id=fresh("refund"), object="refund", created=desk.now(), amount=amount,
        currency=charge["currency"], charge=charge["id"], payment_intent=charge["payment_intent"],
        customer=charge["customer"], payment_method=charge["payment_method"], reason=call.get("reason"),
        metadata=merged({}, call.get("metadata", {})), destination_details={"type": "card", "card": reference},
    )  # fmt: skip


def _movement(refund: Resource, entry: str, amount: int) -> Movement:
    return Movement(
        kind="refund" if amount < 0 else "refund_failure", entry=entry, amount=amount, currency=refund["currency"],
        source=refund, other=f"card:{refund['payment_intent']}", charge=refund["charge"],
        payment_intent=refund["payment_intent"],
    )  # fmt: skip


def _charge(desk: Desk, call: Call) -> Resource:
    if ("charge" in call.params) == ("payment_intent" in call.params):
        raise malformed("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in call.params:
        return desk.find("charge", call.params["charge"], "charge")
    intent = desk.find("payment_intent", call.params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise _nothing_charged(intent["id"])
    return desk.find("charge", intent["latest_charge"])


def _refundable(charge: Resource) -> int:
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not charge["captured"]:
        raise _nothing_charged(charge["payment_intent"])
    return int(charge["amount"]) - int(charge["amount_refunded"])


def _nothing_charged(intent: str) -> StripeError:
    return invalid(
        f"This PaymentIntent ({intent}) does not have a successful charge to refund.",
        "payment_intent",
        "payment_intent_unexpected_state",
    )


OPERATIONS = (
    post(
        "refunds.create", "/v1/refunds", create,
        accepts(amount=positive, charge=filled, payment_intent=filled, reason=REASONS, metadata=metadata),
    ),
    get("refunds.list", "/v1/refunds", listing, page(charge=filled, payment_intent=filled)),
    get("refunds.retrieve", "/v1/refunds/{id}", retrieve),
    post("refunds.update", "/v1/refunds/{id}", update, accepts(metadata=metadata)),
    get("charges.refunds.list", "/v1/charges/{id}/refunds", of_charge, page()),
)  # fmt: skip
