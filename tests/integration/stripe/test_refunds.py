"""Refunds: full or partial, never more than was captured."""

import asyncio

import pytest
import stripe

from tests.integration.stripe.conftest import Listener, Shop


async def test_a_payment_is_refunded_in_full(shop: Shop) -> None:
    intent = await shop.pay(amount=3000)
    refund = await shop.v1.refunds.create_async({"payment_intent": intent.id, "reason": "requested_by_customer"})
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 3000, intent.latest_charge)
    charge = await shop.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.refunded, charge.amount_refunded, charge.refunds.data[0].id) == (True, 3000, refund.id)
    assert (await shop.event_types())[-2:] == ["refund.created", "charge.refunded"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.refunds.create_async({"charge": charge.id})
    assert refused.value.code == "charge_already_refunded"
    assert (await shop.summary(intent.id))["refunded"] == 3000


async def test_partial_refunds_add_up_to_the_captured_amount_and_no_further(shop: Shop) -> None:
    intent = await shop.hold(amount=3000)
    await shop.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 2000})
    for amount in (500, 700):
        await shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": amount})
    with pytest.raises(stripe.InvalidRequestError, match=r"€9\.00.* greater than .*€8\.00") as refused:
        await shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": 900})
    assert refused.value.param == "amount"
    rest = await shop.v1.refunds.create_async({"payment_intent": intent.id})
    assert rest.amount == 800
    summary = await shop.summary(intent.id)
    assert (summary["refunded"], summary["captured"], summary["refund_count"]) == (2000, 2000, 3)
    found = await shop.v1.refunds.list_async({"payment_intent": intent.id})
    assert [refund.amount for refund in found.data] == [800, 700, 500]


async def test_twenty_refunds_at_once_return_what_was_captured_and_not_a_cent_more(shop: Shop) -> None:
    intent = await shop.pay(amount=1000)
    tries = [shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": 100}) for _ in range(20)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, stripe.InvalidRequestError)]
    assert (len(answers) - len(refused), len(refused)) == (10, 10)
    assert (await shop.summary(intent.id))["refunded"] == 1000


async def test_a_hold_is_canceled_and_not_refunded(shop: Shop) -> None:
    intent = await shop.hold()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.refunds.create_async({"payment_intent": intent.id})
    assert refused.value.code == "payment_intent_unexpected_state"
    await shop.v1.payment_intents.capture_async(intent.id)
    assert (await shop.v1.refunds.create_async({"payment_intent": intent.id})).status == "succeeded"


@pytest.mark.parametrize(
    ("criteria", "param"),
    [
        ({}, None),
        ({"payment_intent": "pi_nothing"}, "payment_intent"),
        ({"charge": "ch_nothing"}, "charge"),
        ({"payment_intent": "pi_nothing", "reason": "mood"}, "reason"),
    ],
)
async def test_a_refund_needs_a_payment_and_a_good_reason(
    shop: Shop, criteria: dict[str, str], param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await shop.v1.refunds.create_async(criteria)
    assert (refused.value.http_status, refused.value.param) == (400, param)


async def test_a_refund_may_arrive_late(told_shop: Shop, listener: Listener) -> None:
    intent = await told_shop.pay("pm_card_pendingRefund")
    refund = await told_shop.v1.refunds.create_async({"payment_intent": intent.id})
    assert refund.status == "pending"
    await listener.hear("refund.updated", "charge.refund.updated")
    assert (await told_shop.v1.refunds.retrieve_async(refund.id)).status == "succeeded"


async def test_a_refund_may_come_back(told_shop: Shop, listener: Listener) -> None:
    intent = await told_shop.pay("pm_card_refundFail", amount=2000)
    refund = await told_shop.v1.refunds.create_async({"payment_intent": intent.id, "amount": 1500})
    assert refund.status == "succeeded"
    await listener.hear("refund.failed")
    refund = await told_shop.v1.refunds.retrieve_async(refund.id)
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    charge = await told_shop.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert [(one.id, one.status) for one in charge.refunds.data] == [(refund.id, "failed")]
    assert (await told_shop.summary(intent.id))["refunded"] == 0


async def test_metadata_of_a_refund_can_be_changed(shop: Shop) -> None:
    intent = await shop.pay()
    refund = await shop.v1.refunds.create_async({"payment_intent": intent.id, "metadata": {"by": "admin"}})
    refund = await shop.v1.refunds.update_async(refund.id, {"metadata": {"ticket": "7"}})
    assert refund.metadata.to_dict() == {"by": "admin", "ticket": "7"}
