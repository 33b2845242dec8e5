"""Disputes: a buyer's bank takes the money back until evidence wins it, or the platform gives in."""

from typing import Any

from hushroom_adapters.local.emulators.stripe.desk import Call, Desk
from hushroom_adapters.local.emulators.stripe.errors import invalid, malformed
from hushroom_adapters.local.emulators.stripe.events import announce, changed
from hushroom_adapters.local.emulators.stripe.fields import FIELDS, Resource, shaped
from hushroom_adapters.local.emulators.stripe.money import DISPUTE_FEE, Movement, book
from hushroom_adapters.local.emulators.stripe.names import fresh
from hushroom_adapters.local.emulators.stripe.operations import get, post
from hushroom_adapters.local.emulators.stripe.params import (
    accepts,
    boolean,
    filled,
    hash_of,
    merged,
    metadata,
    page,
    text,
)
from hushroom_adapters.local.emulators.stripe.resources.listing import listed

OPEN = {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}
ANSWER_SECONDS = 21 * 24 * 3600
NETWORK_REASONS = {"fraudulent": "10.4", "product_not_received": "13.1", "general": "12.6"}
INQUIRY = "inquiry"
EVIDENCE = hash_of(**dict.fromkeys(FIELDS["dispute.evidence"], text))


def retrieve(desk: Desk, call: Call) -> Resource:
    return desk.find("dispute", call.path["id"])


def listing(desk: Desk, call: Call) -> Resource:
    return listed(desk, call, "dispute", "/v1/disputes", **call.given("charge", "payment_intent"))


def update(desk: Desk, call: Call) -> Resource:
    """Stages evidence, and sends it to the bank with `submit` (the default)."""
    dispute = _open(desk, call)
    after = dispute | {"evidence": dispute["evidence"] | call.get("evidence", {})}
    if "metadata" in call.params:
        after["metadata"] = merged(dispute["metadata"], call.params["metadata"])
    submitting = bool(call.get("evidence")) and call.get("submit", True)
    after["evidence_details"] = _details(dispute, submitting=submitting, given=bool(call.get("evidence")))
    if submitting:
        after["status"] = "warning_under_review" if _is_inquiry(dispute) else "under_review"
    announce(desk, "charge.dispute.updated", desk.save(after), changed(dispute, after))
    verdict = VERDICTS.get(str(after["evidence"]["uncategorized_text"])) if submitting else None
    return closed(desk, after, verdict) if verdict else after


def close(desk: Desk, call: Call) -> Resource:
    """Gives in: the dispute is lost."""
    return closed(desk, _open(desk, call), "lost")


def opened(desk: Desk, charge: Resource, reason: str, amount: int | None = None) -> Resource:
    """Opens a dispute over the rest of a captured charge; an inquiry leaves the money where it is."""
    left = charge["amount"] - charge["amount_refunded"]
    if not charge["captured"] or left <= 0:
        raise invalid(f"Charge {charge['id']} has nothing that could be disputed.")
    dispute = desk.add(_dispute(desk, charge, reason, min(amount or left, left)))
    desk.save(charge | {"disputed": True})
    announce(desk, "charge.dispute.created", dispute)
    return dispute if _is_inquiry(dispute) else _withdrawn(desk, dispute)


def closed(desk: Desk, dispute: Resource, outcome: str) -> Resource:
    """Closes the dispute; `outcome` is won or lost; an inquiry is simply closed."""
    if dispute["status"] not in OPEN:
        raise invalid(f"This dispute is already closed with status {dispute['status']}.")
    if outcome not in VERDICTS.values():
        raise malformed("Invalid outcome: must be one of won, or lost", "outcome")
    inquiry = _is_inquiry(dispute)
    after = dispute | {"status": "warning_closed" if inquiry else outcome, "is_charge_refundable": inquiry}
    if outcome == "won" and not inquiry:
        back = book(desk, _movement(dispute, "dispute_reversal", dispute["amount"], 0))
        after["balance_transactions"] = [*dispute["balance_transactions"], back]
        announce(desk, "charge.dispute.funds_reinstated", after)
    announce(desk, "charge.dispute.closed", desk.save(after))
    return after


def _withdrawn(desk: Desk, dispute: Resource) -> Resource:
    taken = book(desk, _movement(dispute, "dispute", -dispute["amount"], DISPUTE_FEE))
    after = desk.save(dispute | {"balance_transactions": [taken]})
    announce(desk, "charge.dispute.funds_withdrawn", after)
    return after


def _movement(dispute: Resource, entry: str, amount: int, fee: int) -> Movement:
    return Movement(
        kind="adjustment", entry=entry, amount=amount, currency=dispute["currency"], source=dispute,
        other=f"card:{dispute['payment_intent']}", fee=fee, fee_entry="dispute_fee", charge=dispute["charge"],
        payment_intent=dispute["payment_intent"], category="dispute" if amount < 0 else "dispute_reversal",
    )  # fmt: skip


def _dispute(desk: Desk, charge: Resource, reason: str, amount: int) -> Resource:
    inquiry = reason == INQUIRY
    card = charge["payment_method_details"]["card"]
    how = shaped(
        "dispute.payment_method_details.card", brand=card["brand"], network=card["brand"],
        case_type="inquiry" if inquiry else "chargeback", network_reason_code=NETWORK_REASONS.get(reason, "10.4"),
    )  # fmt: skip
    return shaped(
        "dispute", id=fresh("dispute"), object="dispute", created=desk.now(), livemode=False, metadata={},
        amount=amount, currency=charge["currency"], charge=charge["id"], payment_intent=charge["payment_intent"],
        balance_transactions=[], evidence=shaped("dispute.evidence", enhanced_evidence={}),
        evidence_details=_unanswered(desk), is_charge_refundable=inquiry, enhanced_eligibility_types=[],
        payment_method_details={"type": "card", "card": how}, reason="general" if inquiry else reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )  # fmt: skip


def _unanswered(desk: Desk) -> Resource:
    return shaped(
        "dispute.evidence_details", due_by=desk.now() + ANSWER_SECONDS, has_evidence=False, past_due=False,
        submission_count=0, enhanced_eligibility={},
    )  # fmt: skip


def _details(dispute: Resource, *, submitting: bool, given: bool) -> Resource:
    details: dict[str, Any] = dispute["evidence_details"]
    return details | {
        "has_evidence": details["has_evidence"] or given,
        "submission_count": details["submission_count"] + submitting,
    }


def _is_inquiry(dispute: Resource) -> bool:
    return str(dispute["status"]).startswith("warning_")


def _open(desk: Desk, call: Call) -> Resource:
    dispute = desk.find("dispute", call.path["id"])
    if dispute["status"] not in OPEN:
        raise invalid("This dispute is already closed.", code="dispute_already_closed")
    return dispute


OPERATIONS = (
    get("disputes.list", "/v1/disputes", listing, page(charge=filled, payment_intent=filled)),
    get("disputes.retrieve", "/v1/disputes/{id}", retrieve),
    post(
        "disputes.update", "/v1/disputes/{id}", update,
        accepts(evidence=EVIDENCE, metadata=metadata, submit=boolean),
    ),
    post("disputes.close", "/v1/disputes/{id}/close", close),
)  # fmt: skip
