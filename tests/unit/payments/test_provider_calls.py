"""The missing call of a payment: laws over every state, and over random histories at a provider in memory."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import define, evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.gateway.intent import Intent, Stage
from hushroom_domain.payments.errors import NotCapturable, NotRefundable, RefundTooLarge, RequestRefused
from hushroom_domain.payments.events import HoldSuperseded
from hushroom_domain.payments.model import Instruction, Payment, Refund, RefundStatus
from hushroom_domain.payments.ports import HoldRequest
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.payments.services.provider_calls import (
    CaptureIntent,
    ClosePage,
    ConfirmReplacement,
    CreateRefund,
    OpenIntent,
    OpenPage,
    OpenReplacement,
    ProviderCall,
    ReleaseIntent,
    RetrieveIntent,
    RetrievePage,
    decide,
)
from hushroom_domain.payments.services.renewal import begin_renewal, finish_renewal, refuse_renewal
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.money import ZERO, Money
from tests.support.builders import NOW, a_payment, a_refund, a_snapshot, an_id
from tests.support.worlds import CHALLENGED, DECLINED, VISA

LATER = NOW + timedelta(days=6, hours=1)
"""A time at which a hold of seven days is to be renewed."""
NEVER_HELD = {PaymentStatus.FAILED, PaymentStatus.CANCELLED}
OVER = {IntentState.CAPTURED, IntentState.CANCELLED, IntentState.MISSING}
ANSWERS = [None, *(a_snapshot(state) for state in IntentState)]
RELEASED = {(PaymentStatus.FAILED, wanted) for wanted in Instruction}
RELEASED |= {(status, Instruction.RELEASE) for status in (PaymentStatus.PENDING, PaymentStatus.AUTHORIZED)}
EVERY_WISH = list(itertools.product(PaymentStatus, Instruction))


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_the_missing_call_of_every_state_written_a_second_time_by_hand(
    status: PaymentStatus, instruction: Instruction
) -> None:
    payment = a_payment(status=status, instruction=instruction, intent_id="pi_1")
    expected: ProviderCall | None
    for answer in ANSWERS:
        if status in NEVER_HELD and answer is not None:
            expected = None if answer.state in OVER else ReleaseIntent("pi_1")
        elif (status, instruction) in RELEASED:
            expected = ReleaseIntent("pi_1")
        elif (status, instruction) == (PaymentStatus.AUTHORIZED, Instruction.CAPTURE):
            expected = CaptureIntent("pi_1")
        else:
            expected = RetrieveIntent("pi_1") if answer is None else None
        assert decide(payment, (), answer, NOW) == expected


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_without_an_intent_only_a_pending_payment_gets_one(status: PaymentStatus, instruction: Instruction) -> None:
    payment = a_payment(status=status, instruction=instruction, intent_id=None)
    expected = OpenIntent() if status is PaymentStatus.PENDING else None
    assert all(decide(payment, (a_refund(),), answer, NOW) == expected for answer in ANSWERS)


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_the_oldest_requested_refund_comes_first_and_an_answered_one_never(
    status: PaymentStatus, instruction: Instruction
) -> None:
    payment = a_payment(status=status, instruction=instruction, intent_id="pi_1")
    answered = [a_refund(status=status) for status in (RefundStatus.SUCCEEDED, RefundStatus.FAILED)]
    first, second = a_refund(), a_refund()
    for answer in ANSWERS:
        assert decide(payment, (*answered, first, second), answer, NOW) == CreateRefund("pi_1", first)
        assert decide(payment, answered, answer, NOW) == decide(payment, (), answer, NOW)


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_the_missing_call_while_a_page_decides_written_a_second_time_by_hand(
    status: PaymentStatus, instruction: Instruction
) -> None:
    payment = a_payment(status=status, instruction=instruction, page_language="en", page_id="cs_1", intent_id="pi_1")
    expected: ProviderCall | None
    for answer in [None, *(a_snapshot(state, page_id="cs_1") for state in IntentState)]:
        is_held = answer is not None and answer.state is IntentState.AUTHORIZED
        if status in NEVER_HELD and answer is not None:
            expected = ReleaseIntent("pi_1") if is_held else None if answer.state in OVER else ClosePage("cs_1")
        elif (status, instruction) in RELEASED:
            expected = ReleaseIntent("pi_1") if is_held else ClosePage("cs_1")
        else:
            expected = RetrievePage("cs_1") if answer is None else None
        assert decide(payment, (), answer, NOW) == expected


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_without_a_page_only_a_pending_payment_gets_one(status: PaymentStatus, instruction: Instruction) -> None:
    payment = a_payment(status=status, instruction=instruction, page_language="en")
    expected = OpenPage() if status is PaymentStatus.PENDING else None
    assert decide(payment, (a_refund(),), None, NOW) == expected


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_once_a_page_held_the_money_its_intent_decides(status: PaymentStatus, instruction: Instruction) -> None:
    about = {"status": status, "instruction": instruction, "intent_id": "pi_1", "authorized_at": NOW}
    hosted = a_payment(page_language="en", page_id="cs_1", **about)
    for answer in ANSWERS:
        assert decide(hosted, (), answer, NOW) == decide(a_payment(**about), (), answer, NOW)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_hold_that_is_about_to_lapse_is_replaced_in_two_calls(answer: ProviderSnapshot | None) -> None:
    soon, long_ago = NOW + timedelta(hours=23), NOW - timedelta(days=6)
    about = {"keeps_card": True, "held_until": soon, "attempted_at": long_ago}
    payment = a_payment(status=PaymentStatus.AUTHORIZED, intent_id="pi_1", **about)
    assert decide(payment, (), answer, NOW) == OpenReplacement("pi_1", long_ago)
    assert decide(evolve(payment, next_intent_id="pi_2"), (), answer, NOW) == ConfirmReplacement("pi_2")


@pytest.mark.parametrize(("status", "instruction"), EVERY_WISH)
def test_an_answer_about_another_intent_answers_nothing(status: PaymentStatus, instruction: Instruction) -> None:
    payment = a_payment(status=status, instruction=instruction, intent_id="pi_1")
    for state in IntentState:
        other = a_snapshot(state, intent_id="pi_2")
        assert decide(payment, (), other, NOW) == decide(payment, (), None, NOW)


@define
class Books:
    """A payment, its refunds, and its intents at the provider, whose changes are not always reported."""

    payment: Payment
    refunds: tuple[Refund, ...]
    intents: dict[str, Intent]

    @classmethod
    def fresh(cls) -> "Books":
        return cls(a_payment(keeps_card=True), (), {})

    def run(self, now: datetime) -> list[ProviderCall]:
        """Makes the missing calls until none is missing; returns them."""
        made: list[ProviderCall] = []
        answer: ProviderSnapshot | None = None
        while (call := decide(self.payment, self.refunds, answer, now)) is not None:
            assert call not in made, "the same call again: this would never end"
            made.append(call)
            answer = self._carry_out(call, now)
        return made

    def hear(self) -> None:
        """Takes in a report about the present intent."""
        if self.payment.intent_id is not None:
            self._become(self.payment.reported(self.intents[self.payment.intent_id].report(), NOW))

    def moved(self) -> dict[str, tuple[Stage, Money, Money]]:
        """Returns the money at the provider as it stands now."""
        return {one.id: (one.stage, one.captured, one.refunded) for one in self.intents.values()}

    def _carry_out(self, call: ProviderCall, now: datetime) -> ProviderSnapshot | None:
        before = self.payment
        try:
            intent = self._call(call)
        except RequestRefused:
            self._refused(call, now)
            return None
        answer = intent.report()
        if isinstance(call, OpenReplacement):
            self._become(begin_renewal(before, answer.intent_id, now).entity)
        elif isinstance(call, ConfirmReplacement):
            change = finish_renewal(before, answer, now)
            self._become(change.entity)
            for event in change.events:
                assert isinstance(event, HoldSuperseded)
                self.intents[event.intent_id].release()
        else:
            if isinstance(call, CreateRefund):
                self._answered(call.refund, RefundStatus.SUCCEEDED, now)
            self._become(before.reported(answer, now))
        return answer

    def _call(self, call: ProviderCall) -> Intent:
        if isinstance(call, OpenIntent):
            return self._opened(None)
        assert not isinstance(call, OpenPage | ClosePage | RetrievePage)
        intent = self.intents[call.intent_id]
        match call:
            case OpenReplacement():
                return self._opened(intent.method_id)
            case ConfirmReplacement():
                intent.confirm(None)
                self._hold_for_a_week(intent)
            case CaptureIntent():
                intent.capture(self.payment.amount)
            case ReleaseIntent():
                intent.release()
            case CreateRefund(_, refund):
                intent.refund(refund.amount)
        return intent

    def _opened(self, method_id: str | None) -> Intent:
        intent = Intent(id=f"pi_{len(self.intents) + 1}", request=HoldRequest.of(self.payment), method_id=method_id)
        self.intents[intent.id] = intent
        return intent

    def _hold_for_a_week(self, intent: Intent) -> None:
        if intent.stage is Stage.NEEDS_CAPTURE:
            intent.held_until = LATER + timedelta(days=7)

    def _refused(self, call: ProviderCall, now: datetime) -> None:
        if isinstance(call, CreateRefund):
            self._answered(call.refund, RefundStatus.FAILED, now)
            return
        assert isinstance(call, ConfirmReplacement), f"a refused {call} is a mistake of ours"
        self._become(refuse_renewal(self.payment, now).entity)

    def _answered(self, refund: Refund, status: RefundStatus, now: datetime) -> None:
        self.refunds = tuple(one.answered(status, now) if one.id == refund.id else one for one in self.refunds)

    def _become(self, after: Payment) -> None:
        before, self.payment = self.payment, after
        assert after.captured >= before.captured
        assert before.refunded <= after.refunded <= after.captured
        assert STAGES[after.status] >= STAGES[before.status] or PaymentStatus.DISPUTED in {before.status, after.status}


STAGES = {
    PaymentStatus.PENDING: 0,
    PaymentStatus.FAILED: 1,
    PaymentStatus.AUTHORIZED: 1,
    PaymentStatus.CANCELLED: 2,
    PaymentStatus.CAPTURED: 3,
    PaymentStatus.PARTIALLY_REFUNDED: 4,
    PaymentStatus.REFUNDED: 5,
    PaymentStatus.DISPUTED: 6,
}
"""The order of the statuses: a payment never goes back, except out of a dispute."""


def pays(books: Books, card: str) -> None:
    if books.payment.intent_id is not None:
        intent = books.intents[books.payment.intent_id]
        if intent.confirm(card):
            intent.held_until = NOW + timedelta(days=7)


def judged(books: Books, *, won: bool) -> None:
    for intent in books.intents.values():
        if intent.dispute is DisputeState.OPEN:
            intent.judge(won=won)


def contested(books: Books) -> None:
    for intent in books.intents.values():
        left = intent.captured - intent.refunded
        if left and intent.dispute is DisputeState.NONE:
            intent.contest(left)


def expired(books: Books) -> None:
    for intent in books.intents.values():
        intent.release()


def wants(books: Books, ask: Callable[[Payment], Payment]) -> None:
    with suppress(NotCapturable, NotRefundable, RefundTooLarge):
        books.payment = ask(books.payment)


def refund_wanted(books: Books, minor: int) -> None:
    asked = sum((one.amount for one in books.refunds if one.status is not RefundStatus.FAILED), start=ZERO)
    refund = a_refund(id=an_id(), payment_id=books.payment.id, amount=Money(minor))
    before = books.payment

    def ask(payment: Payment) -> Payment:
        after = payment.to_refund(refund, asked, NOW).entity
        books.refunds = (*books.refunds, refund)
        return after

    wants(books, ask)
    assert books.payment.captured == before.captured


STEPS: dict[str, Callable[[Books], object]] = {
    "good card": lambda books: pays(books, VISA),
    "challenged card": lambda books: pays(books, CHALLENGED),
    "declined card": lambda books: pays(books, DECLINED),
    "hold expired": expired,
    "contested": contested,
    "dispute won": lambda books: judged(books, won=True),
    "dispute lost": lambda books: judged(books, won=False),
    "heard of it": lambda books: books.hear(),
    "capture all": lambda books: wants(books, lambda one: one.to_capture(Money(15_00), NOW).entity),
    "capture part": lambda books: wants(books, lambda one: one.to_capture(Money(7_50), NOW).entity),
    "release": lambda books: wants(books, lambda one: one.to_release(NOW).entity),
    "refund part": lambda books: refund_wanted(books, 2_50),
    "refund much": lambda books: refund_wanted(books, 12_00),
    "reconciled": lambda books: books.run(NOW),
    "reconciled late": lambda books: books.run(LATER),
}
CARDS = ["good card"] * 3 + ["challenged card", "declined card"]
WISHES = ["capture all", "capture part", "release", "reconciled late"]


@st.composite
def histories(draw: Any) -> list[str]:
    """Draws a card and an instruction, mostly reported and carried out, and then any steps."""
    card, criteria = draw(st.sampled_from(CARDS)), draw(st.sampled_from(WISHES))
    heard, carried_out = (draw(st.sampled_from([True, True, False])) for _ in range(2))
    anything = draw(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
    return [card, *["heard of it"] * heard, criteria, *["reconciled"] * carried_out, *anything]


def after(history: list[str]) -> Books:
    books = Books.fresh()
    for step in ["reconciled", *history]:
        STEPS[step](books)
    return books


@given(histories())
def test_a_run_ends_after_few_calls_and_then_nothing_is_missing(history: list[str]) -> None:
    books = after(history)
    requested = sum(refund.status is RefundStatus.REQUESTED for refund in books.refunds)
    assert len(books.run(LATER)) <= requested + 4
    assert all(refund.status is not RefundStatus.REQUESTED for refund in books.refunds)


@given(histories())
def test_a_second_run_moves_no_money_and_changes_nothing(history: list[str]) -> None:
    books = after(history)
    books.run(LATER)
    known, money = evolve(books.payment), books.moved()
    again = books.run(LATER)
    assert len(again) <= 1
    assert all(isinstance(call, RetrieveIntent | ReleaseIntent) for call in again)
    assert (books.payment, books.moved()) == (known, money)


@given(histories())
def test_no_money_is_lost_whatever_was_heard_and_when(history: list[str]) -> None:
    books = after(history)
    books.run(LATER)
    payment = books.payment
    for intent in books.intents.values():
        if intent.id != payment.intent_id or payment.status in NEVER_HELD:
            assert intent.stage is Stage.CANCELLED, "nobody would ever free this money"
    assert payment.intent_id is not None
    intent = books.intents[payment.intent_id]
    if intent.stage is Stage.NEEDS_CAPTURE:
        assert (payment.status, payment.instruction) == (PaymentStatus.AUTHORIZED, Instruction.HOLD)
    if intent.stage is Stage.SUCCEEDED:
        assert payment.instruction is Instruction.CAPTURE
        assert payment.captured == intent.captured <= payment.authorized_amount
    given_back = sum((one.amount for one in books.refunds if one.status is RefundStatus.SUCCEEDED), start=ZERO)
    assert intent.refunded == given_back
