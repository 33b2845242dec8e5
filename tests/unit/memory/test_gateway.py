"""The in-memory provider: one intent for one payment, and no effect twice."""

import pytest

from hushroom_adapters.memory import MemoryGateway
from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.errors import ProviderUnavailable, RequestRefused
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import AccountState, HoldRequest
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.shared.money import Money
from tests.support.builders import a_payment, an_id
from tests.support.worlds import CHALLENGED, DECLINED, VISA


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
def payment() -> Payment:
    return a_payment()


async def held(gateway: MemoryGateway, payment: Payment) -> ProviderSnapshot:
    opened = await gateway.open(HoldRequest.of(payment))
    return await gateway.confirm(opened.intent_id, payment.id, VISA)


async def test_one_payment_has_one_intent_and_its_parameters_stay(gateway: MemoryGateway, payment: Payment) -> None:
    first = await gateway.open(HoldRequest.of(payment))
    assert await gateway.open(HoldRequest.of(payment)) == first
    assert (first.state, bool(first.client_secret)) == (IntentState.WAITING, True)
    with pytest.raises(RequestRefused, match="other parameters"):
        await gateway.open(HoldRequest.of(a_payment(id=payment.id, amount=Money(1_00))))


@pytest.mark.parametrize(
    ("method", "state"),
    [(VISA, IntentState.AUTHORIZED), (DECLINED, IntentState.FAILED), (CHALLENGED, IntentState.WAITING)],
)
async def test_each_card_does_what_its_name_says(
    gateway: MemoryGateway, payment: Payment, method: str, state: IntentState
) -> None:
    opened = await gateway.open(HoldRequest.of(payment))
    hold = await gateway.confirm(opened.intent_id, payment.id, method)
    assert (hold.state, hold.failure is not None) == (state, state is IntentState.FAILED)
    assert await gateway.retrieve(opened.intent_id) == hold


async def test_a_step_that_is_past_answers_with_how_it_stands(gateway: MemoryGateway, payment: Payment) -> None:
    hold = await held(gateway, payment)
    captured = await gateway.capture(hold.intent_id, payment.id, Money(10_00))
    assert (captured.state, captured.captured) == (IntentState.CAPTURED, Money(10_00))
    assert await gateway.capture(hold.intent_id, payment.id, Money(9_00)) == captured
    assert await gateway.release(hold.intent_id, payment.id) == captured
    assert await gateway.confirm(hold.intent_id, payment.id, DECLINED) == captured
    assert [(entry.kind, entry.minor) for entry in gateway.ledger] == [
        (EntryKind.HOLD, 15_00),
        (EntryKind.CAPTURE, 10_00),
        (EntryKind.RELEASE, 5_00),
    ]


async def test_a_refund_is_given_once_for_each_of_our_ids(gateway: MemoryGateway, payment: Payment) -> None:
    hold = await held(gateway, payment)
    await gateway.capture(hold.intent_id, payment.id, Money(15_00))
    refund_id = an_id()
    for _ in range(2):
        back = await gateway.refund(hold.intent_id, refund_id, Money(5_00), None)
        assert back.refunded == Money(5_00)
    assert (await gateway.refund(hold.intent_id, an_id(), Money(10_00), None)).refunded == Money(15_00)
    with pytest.raises(RequestRefused):
        await gateway.refund(hold.intent_id, an_id(), Money(1), None)


async def test_what_cannot_be_is_refused(gateway: MemoryGateway, payment: Payment) -> None:
    opened = await gateway.open(HoldRequest.of(payment))
    with pytest.raises(RequestRefused, match="No such payment method"):
        await gateway.confirm(opened.intent_id, payment.id, "pm_card_of_nobody")
    with pytest.raises(RequestRefused, match="Cannot capture"):
        await gateway.capture(opened.intent_id, payment.id, Money(1_00))
    with pytest.raises(RequestRefused, match="No such account"):
        await gateway.account_link("acct_none")


async def test_a_call_fails_before_or_after_its_effect_as_planned_and_then_works(
    gateway: MemoryGateway, payment: Payment
) -> None:
    opened = await gateway.open(HoldRequest.of(payment))
    gateway.faults.plan("confirm", Moment.BEFORE)
    gateway.faults.plan("confirm", Moment.AFTER)
    for expected in (IntentState.WAITING, IntentState.AUTHORIZED):
        with pytest.raises(ProviderUnavailable):
            await gateway.confirm(opened.intent_id, payment.id, VISA)
        assert (await gateway.retrieve(opened.intent_id)).state is expected
    assert (await gateway.confirm(opened.intent_id, payment.id, VISA)).state is IntentState.AUTHORIZED
    gateway.faults.is_down = True
    with pytest.raises(ProviderUnavailable):
        await gateway.retrieve(opened.intent_id)


async def test_every_change_leaves_one_notice_and_a_look_leaves_none(gateway: MemoryGateway, payment: Payment) -> None:
    hold = await held(gateway, payment)
    await gateway.capture(hold.intent_id, payment.id, Money(15_00))
    await gateway.refund(hold.intent_id, an_id(), Money(1_00), None)
    gateway.contest(hold.intent_id, Money(14_00))
    gateway.judge(hold.intent_id, won=False)
    last = await gateway.retrieve(hold.intent_id)
    assert (last.dispute, last.disputed) == (DisputeState.LOST, Money(14_00))
    assert [notice.type for notice in gateway.notices] == [
        "payment_intent.amount_capturable_updated",
        "payment_intent.succeeded",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.closed",
    ]
    assert {(notice.intent_id, notice.payment_id) for notice in gateway.notices} == {(hold.intent_id, payment.id)}
    assert len({notice.id for notice in gateway.notices}) == 5


async def test_a_companion_has_one_account_and_may_charge_once_the_provider_knows_enough(
    gateway: MemoryGateway,
) -> None:
    companion_id = an_id()
    account_id = await gateway.open_account(companion_id, "a@hushroom.test")
    assert await gateway.open_account(companion_id, "a@hushroom.test") == account_id
    assert (await gateway.account_link(account_id)).endswith(account_id)
    assert await gateway.account(account_id) == AccountState(charges_enabled=False, payouts_enabled=False)
    gateway.finish_onboarding(account_id)
    assert await gateway.account(account_id) == AccountState(charges_enabled=True, payouts_enabled=True)
    assert [notice.account_id for notice in gateway.notices] == [account_id]
