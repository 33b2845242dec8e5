"""The movements of a card's money: held, captured in full or part, released, or declined, each with its charge."""

from hushroom_adapters.local.emulators.stripe.cards import Card, Decline
from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.events import announce
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.ledger import Entry
from hushroom_adapters.local.emulators.stripe.money import Movement, book, fee_of
from hushroom_adapters.local.emulators.stripe.names import fresh, letters
from hushroom_adapters.local.emulators.stripe.resources.disputes import opened
from hushroom_adapters.local.emulators.stripe.resources.listing import envelope
from hushroom_adapters.local.emulators.stripe.resources.payment_methods import card_of

PASSED_ON = (
    "amount", "currency", "customer", "description", "metadata", "receipt_email", "shipping",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip


def failed_charge(desk: Desk, intent: Resource, method: Resource, decline: Decline) -> Resource:
    reason = decline.decline_code or decline.code
    outcome = shaped(
        "charge.outcome", network_status="declined_by_network", reason=reason, type="issuer_declined",
        seller_message="The bank did not return any further details with this decline.",
        network_decline_code="01", network_advice_code=None, advice_code="try_again_later",
    )  # fmt: skip
    charge = _charge(desk, intent, method) | {
        "status": "failed", "paid": False, "captured": False, "outcome": outcome,
        "failure_code": decline.code, "failure_message": decline.message,
    }  # fmt: skip
    announce(desk, "charge.failed", desk.add(charge))
    return charge


def held(desk: Desk, intent: Resource, method: Resource) -> Resource:
    """Holds the amount: the bank sets it aside; it is the buyer's until it is captured."""
    charge = desk.add(_charge(desk, intent, method))
    _post(desk, charge, "authorization", ("card", "held"), intent["amount"])
    return charge


def captured(desk: Desk, charge: Resource, amount: int) -> Resource:
    """Captures `amount` and releases the rest of the hold; Stripe counts that rest as refunded."""
    card = card_of(desk.find("payment_method", charge["payment_method"]))
    transaction = book(desk, _capture(charge, amount, card))
    rest = charge["amount"] - amount
    if rest:
        _post(desk, charge, "release", ("held", "card"), rest)
    charge |= {
        "captured": True, "amount_captured": amount, "amount_refunded": rest,
        "balance_transaction": transaction["id"],
    }  # fmt: skip
    return desk.save(charge)


def disputed_by_card(desk: Desk, charge: Resource) -> None:
    """Opens the dispute of those test cards that dispute every charge."""
    card = card_of(desk.find("payment_method", charge["payment_method"]))
    if card.dispute is not None:
        opened(desk, charge, card.dispute)


def released(desk: Desk, charge: Resource) -> Resource:
    """Releases a hold: Stripe shows it as a refund of a charge that was never captured."""
    _post(desk, charge, "release", ("held", "card"), charge["amount"])
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    after = desk.save(charge | {"amount_refunded": charge["amount"], "refunded": True})
    announce(desk, "charge.refunded", after, before)
    return after


def _capture(charge: Resource, amount: int, card: Card) -> Movement:
    intent = charge["payment_intent"]
    return Movement(
        kind="charge", entry="capture", amount=amount, currency=charge["currency"], source=charge,
        other=f"held:{intent}", fee=fee_of(amount), at_once=card.settles_at_once, charge=charge["id"],
        payment_intent=intent,
    )  # fmt: skip


def _post(desk: Desk, charge: Resource, kind: str, sides: tuple[str, str], amount: int) -> None:
    intent = charge["payment_intent"]
    debit, credit = (f"{side}:{intent}" for side in sides)
    desk.ledger.post(
        Entry(
            kind=kind, debit=debit, credit=credit, amount=amount, currency=charge["currency"],
            account=desk.account, object=charge["id"], charge=charge["id"], payment_intent=intent,
        )
    )  # fmt: skip


def _charge(desk: Desk, intent: Resource, method: Resource) -> Resource:
    name = fresh("charge")
    passed_on = {field: intent[field] for field in PASSED_ON}
    return shaped(
        "charge", id=name, object="charge", created=desk.now(), livemode=False, **passed_on,
        amount_captured=0, amount_refunded=0, captured=False, paid=True, refunded=False, disputed=False,
        status="succeeded", payment_intent=intent["id"], payment_method=method["id"],
        billing_details=method["billing_details"], fraud_details={},
        calculated_statement_descriptor=_descriptor(desk, intent), outcome=_approved(),
        payment_method_details=_details(desk, intent, method), receipt_url=f"{desk.base_url}/_sandbox/objects/{name}",
        refunds=envelope(f"/v1/charges/{name}/refunds", []),
    )  # fmt: skip


def _descriptor(desk: Desk, intent: Resource) -> str:
    suffix = intent["statement_descriptor_suffix"]
    return f"{desk.policy.statement}* {suffix}" if suffix else desk.policy.statement


def _approved() -> Resource:
    return shaped(
        "charge.outcome", network_status="approved_by_network", seller_message="Payment complete.",
        type="authorized", risk_level="normal", risk_score=20,
    )  # fmt: skip


def _details(desk: Desk, intent: Resource, method: Resource) -> Resource:
    card = method["card"]
    same = {name: card[name] for name in ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding")}
    manual = intent["capture_method"] == "manual"
    secure = _three_d_secure() if intent.get("_authenticated") == method["id"] else None
    details = shaped(
        "charge.payment_method_details.card", **same, last4=card["last4"], network=card["brand"],
        amount_authorized=intent["amount"], authorization_code=letters(6).upper(), checks=card["checks"],
        extended_authorization={"status": "disabled"}, incremental_authorization={"status": "unavailable"},
        installments=None, multicapture={"status": "unavailable"}, network_token={"used": False},
        network_transaction_id=letters(15), three_d_secure=secure, regulated_status="unregulated",
        overcapture={"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
        **({"capture_before": desk.now() + desk.policy.hold_seconds} if manual else {}),
    )  # fmt: skip
    return {"type": "card", "card": details}


def _three_d_secure() -> Resource:
    return shaped(
        "charge.payment_method_details.card.three_d_secure", authentication_flow="challenge",
        electronic_commerce_indicator="05", result="authenticated", transaction_id=letters(36), version="2.2.0",
    )  # fmt: skip
