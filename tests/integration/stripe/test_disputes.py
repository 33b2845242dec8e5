"""Disputes: opened by a card or a bank, won with evidence, lost when accepted."""

from typing import Any

import pytest
import stripe

from tests.integration.stripe.conftest import Shop


async def disputed(shop: Shop, card: str = "pm_card_createDispute") -> tuple[stripe.PaymentIntent, Any]:
    intent = await shop.pay(card, amount=3000)
    found = await shop.v1.disputes.list_async({"payment_intent": intent.id})
    return intent, found.data[0]


async def test_the_disputing_card_takes_its_money_back(shop: Shop) -> None:
    intent, dispute = await disputed(shop)
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 3000)
    charge = await shop.v1.charges.retrieve_async(intent.latest_charge)
    assert charge.disputed is True
    assert dispute.balance_transactions[0].net == -3000 - 2000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.refunds.create_async({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"
    assert (await shop.event_types())[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


async def test_a_hold_is_disputed_only_after_its_capture(shop: Shop) -> None:
    intent = await shop.hold("pm_card_createDispute")
    assert (await shop.v1.disputes.list_async()).data == []
    await shop.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 2500})
    assert [dispute.amount for dispute in (await shop.v1.disputes.list_async()).data] == [2500]


@pytest.mark.parametrize(("evidence", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
async def test_evidence_decides(shop: Shop, evidence: str, status: str) -> None:
    intent, dispute = await disputed(shop)
    after = await shop.v1.disputes.update_async(dispute.id, {"evidence": {"uncategorized_text": evidence}})
    assert (after.status, after.evidence_details.submission_count) == (status, 1)
    types = await shop.event_types()
    assert types[-1] == "charge.dispute.closed"
    assert ("charge.dispute.funds_reinstated" in types) == (status == "won")
    assert (await shop.summary(intent.id))["disputed"] == (0 if status == "won" else 3000)


async def test_evidence_can_be_staged_and_other_evidence_is_reviewed(shop: Shop) -> None:
    _, dispute = await disputed(shop)
    criteria = {"evidence": {"product_description": "an hour of company"}, "submit": False}
    staged = await shop.v1.disputes.update_async(dispute.id, criteria)
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    sent = await shop.v1.disputes.update_async(dispute.id, criteria | {"submit": True})
    assert (sent.status, sent.evidence.product_description) == ("under_review", "an hour of company")
    await shop.admin("POST", f"/disputes/{dispute.id}/close", {"outcome": "won"})
    assert (await shop.v1.disputes.retrieve_async(dispute.id)).status == "won"


async def test_giving_in_loses(shop: Shop) -> None:
    _, dispute = await disputed(shop)
    assert (await shop.v1.disputes.close_async(dispute.id)).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        await shop.v1.disputes.close_async(dispute.id)


async def test_an_inquiry_leaves_the_money_where_it_is(shop: Shop) -> None:
    intent, dispute = await disputed(shop, "pm_card_createDisputeInquiry")
    assert (dispute.status, dispute.is_charge_refundable) == ("warning_needs_response", True)
    assert (await shop.summary(intent.id))["disputed"] == 0
    assert (await shop.v1.disputes.close_async(dispute.id)).status == "warning_closed"


async def test_any_captured_payment_can_be_disputed_in_part(shop: Shop) -> None:
    intent = await shop.pay(amount=3000)
    await shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": 1000})
    made = await shop.admin("POST", f"/payment_intents/{intent.id}/dispute", {"reason": "product_not_received"})
    assert (made["amount"], made["reason"]) == (2000, "product_not_received")
    other = await shop.pay(amount=3000)
    made = await shop.admin("POST", f"/charges/{other.latest_charge}/dispute", {"amount": 500})
    assert made["amount"] == 500


async def test_a_hold_cannot_be_disputed(shop: Shop) -> None:
    intent = await shop.hold()
    async with shop.http.post(f"{shop.url}/_sandbox/payment_intents/{intent.id}/dispute") as answer:
        assert answer.status == 400
