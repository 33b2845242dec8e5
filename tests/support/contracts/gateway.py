"""Contract tests of payment gateways, which the Stripe gateway and the in-memory gateway both pass."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable, RequestRefused
from hushroom_domain.payments.model import RefundReason
from hushroom_domain.payments.ports import HoldRequest, PageRequest, PaymentGateway
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.shared.money import ZERO, Money
from tests.support.builders import NOW, an_id
from tests.support.existing import existing

PRICE = Money(30_00)


class GatewayScene(ABC):
    """A gateway, its provider, and the actions of other people at the provider."""

    gateway: PaymentGateway

    @abstractmethod
    async def moved(self, intent_id: str) -> dict[str, int]:
        """Returns the provider's own amounts in minor units: held, captured, released and refunded, and the number
        of captures.
        """

    @abstractmethod
    async def authenticate(self, intent_id: str, *, passed: bool) -> None:
        """Completes the bank's challenge on behalf of the payer."""

    @abstractmethod
    async def pay_on_page(self, page: ProviderSnapshot, card: str) -> None:
        """Enters a card on the hosted page, as the payer does in the browser."""

    @abstractmethod
    def now(self) -> datetime:
        """Returns the time of the provider's clock."""

    @abstractmethod
    async def contest(self, intent_id: str) -> None:
        """Opens a dispute of the whole charge."""

    @abstractmethod
    async def judge(self, intent_id: str, *, won: bool) -> None:
        """Closes the dispute with the bank's decision."""

    @abstractmethod
    async def finish_onboarding(self, account_id: str) -> None:
        """Completes the onboarding of the companion's account."""

    @abstractmethod
    async def close_account(self, account_id: str) -> None:
        """Revokes the platform's access to the companion's account."""

    @abstractmethod
    async def has_customer(self, customer_id: str) -> bool:
        """Returns whether the customer of a kept card is there and not deleted."""

    @abstractmethod
    async def break_before(self, operation: str) -> None:
        """Makes the next call of the port's `operation` fail before it has an effect."""

    @abstractmethod
    async def lose_answer(self, operation: str) -> None:
        """Makes the next call of the port's `operation` take effect and loses its response."""


def a_request(amount: Money = PRICE, **about: Any) -> HoldRequest:
    ids = {name: an_id() for name in ("payment_id", "session_id", "payer_id", "companion_id")}
    return HoldRequest(**ids, amount=amount, **about)


def a_page(scene: "GatewayScene", language: str = "en") -> PageRequest:
    return PageRequest(language=language, expires_at=scene.now() + timedelta(hours=2))


async def opened_page(scene: "GatewayScene", **about: Any) -> tuple[HoldRequest, ProviderSnapshot, str]:
    """Returns the request, the snapshot and the id of an open hosted page."""
    request = a_request(**about)
    page = await scene.gateway.open_page(request, a_page(scene))
    assert page.page_id is not None
    return request, page, page.page_id


async def opened(scene: GatewayScene) -> tuple[HoldRequest, str]:
    request = a_request()
    return request, (await scene.gateway.open(request)).intent_id


async def held(scene: GatewayScene, card: str = "pm_card_visa") -> tuple[HoldRequest, str]:
    request, intent_id = await opened(scene)
    hold = await scene.gateway.confirm(intent_id, request.payment_id, card)
    assert hold.state is IntentState.AUTHORIZED
    return request, intent_id


async def kept(scene: GatewayScene) -> tuple[HoldRequest, str]:
    """Returns a payment intent held on a card that can be charged again without the cardholder."""
    request = a_request(keeps_card=True)
    intent_id = (await scene.gateway.open(request)).intent_id
    hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
    assert hold.state is IntentState.AUTHORIZED
    return request, intent_id


async def captured(scene: GatewayScene, amount: Money = PRICE) -> tuple[HoldRequest, str]:
    request, intent_id = await held(scene)
    await scene.gateway.capture(intent_id, request.payment_id, amount)
    return request, intent_id


class GatewayContract:
    """Tests to inherit; the subclass defines the fixture `scene`."""

    async def test_an_opened_hold_waits_and_moves_no_money(self, scene: GatewayScene) -> None:
        hold = await scene.gateway.open(a_request())
        assert (hold.state, hold.captured, hold.refunded, hold.failure) == (IntentState.WAITING, ZERO, ZERO, None)
        assert hold.client_secret
        assert (await scene.moved(hold.intent_id))["held"] == 0

    async def test_opening_twice_for_one_payment_opens_one_hold(self, scene: GatewayScene) -> None:
        request = a_request()
        first, second = await scene.gateway.open(request), await scene.gateway.open(request)
        assert first == second

    async def test_opening_for_two_payments_opens_two_holds(self, scene: GatewayScene) -> None:
        first, second = await scene.gateway.open(a_request()), await scene.gateway.open(a_request())
        assert first.intent_id != second.intent_id

    async def test_the_same_payment_with_another_amount_is_refused(self, scene: GatewayScene) -> None:
        request = a_request()
        await scene.gateway.open(request)
        changed = HoldRequest(
            payment_id=request.payment_id,
            session_id=request.session_id,
            payer_id=request.payer_id,
            companion_id=request.companion_id,
            amount=Money(1_00),
        )
        with pytest.raises(RequestRefused):
            await scene.gateway.open(changed)

    async def test_a_good_card_holds_the_price(self, scene: GatewayScene) -> None:
        _, intent_id = await held(scene)
        assert (await scene.moved(intent_id)) == {
            "held": 3000,
            "captured": 0,
            "released": 0,
            "refunded": 0,
            "captures": 0,
        }

    async def test_confirming_twice_holds_once(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        again = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
        assert again.state is IntentState.AUTHORIZED
        assert (await scene.moved(intent_id))["held"] == 3000

    @pytest.mark.parametrize(
        ("card", "words"),
        [
            ("pm_card_chargeDeclined", "Your card was declined."),
            ("pm_card_chargeDeclinedInsufficientFunds", "Your card has insufficient funds."),
        ],
    )
    async def test_a_declined_card_fails_with_the_reason_in_words(
        self, scene: GatewayScene, card: str, words: str
    ) -> None:
        request, intent_id = await opened(scene)
        for hold in (
            await scene.gateway.confirm(intent_id, request.payment_id, card),
            await scene.gateway.retrieve(intent_id),
        ):
            assert (hold.state, hold.failure) == (IntentState.FAILED, words)

    async def test_a_card_that_asks_for_its_holder_waits_until_they_have_answered(self, scene: GatewayScene) -> None:
        request, intent_id = await opened(scene)
        assert not (await scene.gateway.retrieve(intent_id)).is_challenged
        hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_authenticationRequired")
        assert (hold.state, hold.is_challenged) == (IntentState.WAITING, True)
        await scene.authenticate(intent_id, passed=True)
        hold = await scene.gateway.retrieve(intent_id)
        assert (hold.state, hold.is_challenged) == (IntentState.AUTHORIZED, False)

    async def test_another_card_can_be_tried_while_the_holder_of_the_first_is_asked(self, scene: GatewayScene) -> None:
        request, intent_id = await opened(scene)
        await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_authenticationRequired")
        hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
        assert (hold.state, hold.is_challenged) == (IntentState.AUTHORIZED, False)
        assert (await scene.moved(intent_id))["held"] == 3000

    async def test_a_hold_that_waits_for_its_holder_can_be_called_off(self, scene: GatewayScene) -> None:
        request, intent_id = await opened(scene)
        await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_authenticationRequired")
        assert (await scene.gateway.release(intent_id, request.payment_id)).state is IntentState.CANCELLED
        hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
        assert hold.state is IntentState.CANCELLED
        assert (await scene.moved(intent_id))["held"] == 0

    async def test_a_holder_who_fails_to_answer_fails_the_hold(self, scene: GatewayScene) -> None:
        request, intent_id = await opened(scene)
        await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_authenticationRequired")
        await scene.authenticate(intent_id, passed=False)
        hold = await scene.gateway.retrieve(intent_id)
        assert hold.state is IntentState.FAILED
        assert hold.failure

    async def test_a_hold_says_how_long_the_bank_keeps_it(self, scene: GatewayScene) -> None:
        request, intent_id = await opened(scene)
        assert (await scene.gateway.retrieve(intent_id)).held_until is None
        hold = await scene.gateway.confirm(intent_id, request.payment_id, "pm_card_visa")
        assert hold.held_until is not None
        assert timedelta(days=6) < hold.held_until - scene.now() <= timedelta(days=7)
        assert (await scene.gateway.release(intent_id, request.payment_id)).held_until is None

    async def test_a_kept_card_holds_anew_without_its_holder(self, scene: GatewayScene) -> None:
        request, old = await kept(scene)
        opened_anew = await scene.gateway.renew(old, request, NOW)
        assert (opened_anew.intent_id != old, opened_anew.state) == (True, IntentState.WAITING)
        assert (await scene.moved(opened_anew.intent_id))["held"] == 0
        hold = await scene.gateway.confirm(opened_anew.intent_id, request.payment_id, None)
        assert (hold.intent_id, hold.state) == (opened_anew.intent_id, IntentState.AUTHORIZED)
        await scene.gateway.release(old, request.payment_id)
        hold = await scene.gateway.capture(hold.intent_id, request.payment_id, PRICE)
        assert (hold.state, hold.captured) == (IntentState.CAPTURED, PRICE)
        assert (await scene.moved(old))["released"] == 3000
        assert (await scene.moved(hold.intent_id))["captured"] == 3000

    async def test_one_attempt_to_renew_opens_one_hold_and_the_next_attempt_another(self, scene: GatewayScene) -> None:
        request, old = await kept(scene)
        first, same = [await scene.gateway.renew(old, request, NOW) for _ in range(2)]
        other = await scene.gateway.renew(old, request, NOW + timedelta(hours=6))
        assert first.intent_id == same.intent_id
        assert len({old, first.intent_id, other.intent_id}) == 3

    async def test_a_renewed_hold_can_be_renewed(self, scene: GatewayScene) -> None:
        request, intent_id = await kept(scene)
        for days in (6, 12):
            anew = await scene.gateway.renew(intent_id, request, NOW + timedelta(days=days))
            hold = await scene.gateway.confirm(anew.intent_id, request.payment_id, None)
            assert hold.state is IntentState.AUTHORIZED
            intent_id = hold.intent_id

    async def test_a_card_that_wants_its_holder_each_time_is_not_held_anew_without_them(
        self, scene: GatewayScene
    ) -> None:
        request = a_request(keeps_card=True)
        old = (await scene.gateway.open(request)).intent_id
        await scene.gateway.confirm(old, request.payment_id, "pm_card_authenticationRequired")
        await scene.authenticate(old, passed=True)
        anew = await scene.gateway.renew(old, request, NOW)
        hold = await scene.gateway.confirm(anew.intent_id, request.payment_id, None)
        assert (hold.state, bool(hold.failure)) == (IntentState.FAILED, True)
        assert (await scene.gateway.retrieve(old)).state is IntentState.AUTHORIZED
        assert (await scene.gateway.release(anew.intent_id, request.payment_id)).state is IntentState.CANCELLED

    async def test_a_card_that_was_not_kept_cannot_be_asked_again(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        with pytest.raises(RequestRefused):
            await scene.gateway.renew(intent_id, request, NOW)

    @pytest.mark.parametrize("operation", ["renew", "confirm"])
    @pytest.mark.parametrize("trouble", ["break_before", "lose_answer"])
    async def test_trouble_while_renewing_holds_no_more_than_once(
        self, scene: GatewayScene, operation: str, trouble: str
    ) -> None:
        request, old = await kept(scene)
        await getattr(scene, trouble)(operation)
        anew = await self._until_it_answers(lambda: scene.gateway.renew(old, request, NOW))
        hold = await self._until_it_answers(lambda: scene.gateway.confirm(anew.intent_id, request.payment_id, None))
        assert hold.state is IntentState.AUTHORIZED
        assert (await scene.moved(hold.intent_id))["held"] == 3000

    async def test_capturing_takes_the_whole_price(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        hold = await scene.gateway.capture(intent_id, request.payment_id, PRICE)
        assert (hold.state, hold.captured, hold.refunded) == (IntentState.CAPTURED, PRICE, ZERO)

    async def test_capturing_a_part_lets_the_rest_go_and_refunds_nothing(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        hold = await scene.gateway.capture(intent_id, request.payment_id, Money(12_34))
        assert (hold.state, hold.captured, hold.refunded) == (IntentState.CAPTURED, Money(12_34), ZERO)
        books = await scene.moved(intent_id)
        assert (books["captured"], books["released"]) == (12_34, 30_00 - 12_34)

    async def test_twenty_captures_at_once_take_the_money_once(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        capture = scene.gateway.capture
        holds = await asyncio.gather(*(capture(intent_id, request.payment_id, PRICE) for _ in range(20)))
        assert {hold.captured for hold in holds} == {PRICE}
        books = await scene.moved(intent_id)
        assert (books["captured"], books["captures"]) == (3000, 1)

    async def test_capturing_more_than_is_held_is_refused(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        with pytest.raises(RequestRefused):
            await scene.gateway.capture(intent_id, request.payment_id, Money(30_01))

    async def test_releasing_gives_back_the_hold_once(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        for _ in range(2):
            hold = await scene.gateway.release(intent_id, request.payment_id)
            assert (hold.state, hold.captured, hold.refunded) == (IntentState.CANCELLED, ZERO, ZERO)
        assert (await scene.moved(intent_id))["released"] == 3000

    async def test_releasing_what_was_captured_answers_that_it_was(self, scene: GatewayScene) -> None:
        request, intent_id = await captured(scene)
        hold = await scene.gateway.release(intent_id, request.payment_id)
        assert (hold.state, hold.captured) == (IntentState.CAPTURED, PRICE)

    async def test_capturing_what_was_released_answers_that_it_was(self, scene: GatewayScene) -> None:
        request, intent_id = await held(scene)
        await scene.gateway.release(intent_id, request.payment_id)
        hold = await scene.gateway.capture(intent_id, request.payment_id, PRICE)
        assert (hold.state, hold.captured) == (IntentState.CANCELLED, ZERO)

    async def test_refunds_in_parts_add_up(self, scene: GatewayScene) -> None:
        _, intent_id = await captured(scene)
        for total in (10_00, 20_00, 30_00):
            reason = RefundReason.TECHNICAL_FAILURE
            hold = await scene.gateway.refund(intent_id, an_id(), Money(10_00), reason)
            assert hold.refunded == Money(total)

    async def test_refunds_of_a_part_captured_count_only_what_was_captured(self, scene: GatewayScene) -> None:
        _, intent_id = await captured(scene, Money(20_00))
        hold = await scene.gateway.refund(intent_id, an_id(), Money(5_00), None)
        assert (hold.captured, hold.refunded) == (Money(20_00), Money(5_00))

    async def test_one_refund_asked_for_twenty_times_at_once_gives_back_once(self, scene: GatewayScene) -> None:
        _, intent_id = await captured(scene)
        refund, refund_id = scene.gateway.refund, an_id()
        await asyncio.gather(*(refund(intent_id, refund_id, Money(10_00), None) for _ in range(20)))
        assert (await scene.moved(intent_id))["refunded"] == 10_00

    async def test_refunding_more_than_was_captured_is_refused(self, scene: GatewayScene) -> None:
        _, intent_id = await captured(scene, Money(20_00))
        with pytest.raises(RequestRefused):
            await scene.gateway.refund(intent_id, an_id(), Money(20_01), None)
        assert (await scene.moved(intent_id))["refunded"] == 0

    async def test_an_open_page_waits_and_holds_no_money(self, scene: GatewayScene) -> None:
        _, page, page_id = await opened_page(scene)
        assert (page.state, page.found_intent_id, page.is_challenged) == (IntentState.WAITING, None, False)
        assert page.page_url is not None
        assert page.page_url.startswith("http")
        assert (await scene.gateway.retrieve_page(page_id)).state is IntentState.WAITING

    async def test_opening_a_page_twice_opens_one(self, scene: GatewayScene) -> None:
        request, terms = a_request(), a_page(scene)
        first, second = [await scene.gateway.open_page(request, terms) for _ in range(2)]
        assert (first.page_id, first.page_url) == (second.page_id, second.page_url)
        assert first.page_id != (await opened_page(scene))[2]

    async def test_a_page_of_the_same_payment_on_other_terms_is_refused(self, scene: GatewayScene) -> None:
        request = a_request()
        await scene.gateway.open_page(request, a_page(scene))
        with pytest.raises(RequestRefused):
            await scene.gateway.open_page(request, a_page(scene, "fr"))

    async def test_a_good_card_on_a_page_holds_the_price(self, scene: GatewayScene) -> None:
        _, page, page_id = await opened_page(scene)
        await scene.pay_on_page(page, "pm_card_visa")
        hold = await scene.gateway.retrieve_page(page_id)
        assert (hold.state, hold.page_id, hold.captured) == (IntentState.AUTHORIZED, page_id, ZERO)
        assert (await scene.moved(hold.intent_id))["held"] == 3000
        assert hold.held_until is not None

    async def test_what_a_page_holds_is_captured_and_refunded_by_its_intent(self, scene: GatewayScene) -> None:
        request, page, page_id = await opened_page(scene)
        await scene.pay_on_page(page, "pm_card_visa")
        hold = await scene.gateway.retrieve_page(page_id)
        hold = await scene.gateway.capture(hold.intent_id, request.payment_id, Money(20_00))
        assert (hold.state, hold.captured) == (IntentState.CAPTURED, Money(20_00))
        hold = await scene.gateway.refund(hold.intent_id, an_id(), Money(5_00), None)
        assert hold.refunded == Money(5_00)
        seen = await scene.gateway.retrieve_page(page_id)
        assert (seen.state, seen.captured, seen.refunded) == (IntentState.CAPTURED, Money(20_00), Money(5_00))

    async def test_a_declined_card_leaves_the_page_open_for_another_one(self, scene: GatewayScene) -> None:
        _, page, page_id = await opened_page(scene)
        await scene.pay_on_page(page, "pm_card_chargeDeclined")
        declined = await scene.gateway.retrieve_page(page_id)
        assert (declined.state, declined.is_challenged) == (IntentState.WAITING, False)
        await scene.pay_on_page(page, "pm_card_visa")
        hold = await scene.gateway.retrieve_page(page_id)
        assert (hold.state, hold.intent_id) == (IntentState.AUTHORIZED, declined.intent_id)
        assert (await scene.moved(hold.intent_id))["held"] == 3000

    @pytest.mark.parametrize(("passed", "state"), [(True, IntentState.AUTHORIZED), (False, IntentState.WAITING)])
    async def test_a_bank_that_asks_on_a_page_decides_without_the_payer_coming_back(
        self, scene: GatewayScene, passed: bool, state: IntentState
    ) -> None:
        _, page, page_id = await opened_page(scene)
        await scene.pay_on_page(page, "pm_card_threeDSecure2Required")
        asked = await scene.gateway.retrieve_page(page_id)
        assert (asked.state, asked.is_challenged) == (IntentState.WAITING, True)
        await scene.authenticate(asked.intent_id, passed=passed)
        answered = await scene.gateway.retrieve_page(page_id)
        assert (answered.state, answered.is_challenged) == (state, False)

    @pytest.mark.parametrize("card", [None, "pm_card_chargeDeclined", "pm_card_threeDSecure2Required"])
    async def test_a_closed_page_holds_nothing_any_more(self, scene: GatewayScene, card: str | None) -> None:
        request, page, page_id = await opened_page(scene)
        if card is not None:
            await scene.pay_on_page(page, card)
        closed = await scene.gateway.close_page(page_id, request.payment_id)
        assert (closed.state, closed.page_id) == (IntentState.CANCELLED, page_id)
        assert (await scene.gateway.close_page(page_id, request.payment_id)).state is IntentState.CANCELLED
        if closed.found_intent_id is not None:
            assert (await scene.gateway.retrieve(closed.intent_id)).state is IntentState.CANCELLED
            assert (await scene.moved(closed.intent_id))["held"] == 0

    async def test_a_page_on_which_was_paid_is_not_closed_and_its_intent_is_released(self, scene: GatewayScene) -> None:
        request, page, page_id = await opened_page(scene)
        await scene.pay_on_page(page, "pm_card_visa")
        hold = await scene.gateway.close_page(page_id, request.payment_id)
        assert hold.state is IntentState.AUTHORIZED
        await scene.gateway.release(hold.intent_id, request.payment_id)
        assert (await scene.gateway.close_page(page_id, request.payment_id)).state is IntentState.CANCELLED
        assert (await scene.moved(hold.intent_id))["released"] == 3000

    async def test_a_card_that_is_kept_on_a_page_holds_anew(self, scene: GatewayScene) -> None:
        request, page, page_id = await opened_page(scene, keeps_card=True)
        await scene.pay_on_page(page, "pm_card_visa")
        old = (await scene.gateway.retrieve_page(page_id)).intent_id
        anew = await scene.gateway.renew(old, request, NOW)
        hold = await scene.gateway.confirm(anew.intent_id, request.payment_id, None)
        assert hold.state is IntentState.AUTHORIZED

    @pytest.mark.parametrize("operation", ["open_page", "close_page", "retrieve_page"])
    @pytest.mark.parametrize("trouble", ["break_before", "lose_answer"])
    async def test_trouble_with_a_page_has_no_second_effect(
        self, scene: GatewayScene, operation: str, trouble: str
    ) -> None:
        request, terms = a_request(), a_page(scene)
        if operation == "open_page":
            await getattr(scene, trouble)(operation)
        page = await self._until_it_answers(lambda: scene.gateway.open_page(request, terms))
        page_id = page.page_id or ""
        await scene.pay_on_page(page, "pm_card_chargeDeclined")
        await getattr(scene, trouble)(operation)
        closed = await self._until_it_answers(lambda: scene.gateway.close_page(page_id, request.payment_id))
        seen = await self._until_it_answers(lambda: scene.gateway.retrieve_page(page_id))
        assert closed.state is seen.state is IntentState.CANCELLED

    async def test_a_page_that_is_not_there_is_missing(self, scene: GatewayScene) -> None:
        for seen in (
            await scene.gateway.retrieve_page("cs_of_nobody"),
            await scene.gateway.close_page("cs_of_nobody", an_id()),
        ):
            assert (seen.state, seen.page_id, bool(seen.failure)) == (IntentState.MISSING, "cs_of_nobody", True)

    @pytest.mark.parametrize(("won", "state"), [(True, DisputeState.WON), (False, DisputeState.LOST)])
    async def test_a_dispute_is_reported_open_and_then_decided(
        self, scene: GatewayScene, won: bool, state: DisputeState
    ) -> None:
        _, intent_id = await captured(scene)
        await scene.contest(intent_id)
        hold = await scene.gateway.retrieve(intent_id)
        assert (hold.dispute, hold.disputed, hold.captured) == (DisputeState.OPEN, PRICE, PRICE)
        await scene.judge(intent_id, won=won)
        hold = await scene.gateway.retrieve(intent_id)
        assert (hold.dispute, hold.disputed, hold.refunded) == (state, PRICE, ZERO)

    @pytest.mark.parametrize("operation", ["open", "confirm", "capture", "release", "refund", "retrieve"])
    async def test_trouble_before_the_effect_is_unavailable_and_the_next_try_works(
        self, scene: GatewayScene, operation: str
    ) -> None:
        await self._disturbed(scene, operation, scene.break_before)

    @pytest.mark.parametrize("operation", ["open", "confirm", "capture", "release", "refund", "retrieve"])
    async def test_a_lost_answer_is_no_second_effect(self, scene: GatewayScene, operation: str) -> None:
        await self._disturbed(scene, operation, scene.lose_answer)

    async def _disturbed(
        self, scene: GatewayScene, operation: str, disturb: Callable[[str], Coroutine[Any, Any, None]]
    ) -> None:
        """Runs the whole life of a hold, disturbs one call, and repeats each call until it succeeds."""
        request, refund_id, card = a_request(), an_id(), "pm_card_visa"
        intent_id = (await scene.gateway.open(request)).intent_id
        gateway, payment_id = scene.gateway, request.payment_id
        life = {
            "open": lambda: gateway.open(request),
            "confirm": lambda: gateway.confirm(intent_id, payment_id, card),
            "capture": lambda: gateway.capture(intent_id, payment_id, Money(20_00)),
            "release": lambda: gateway.release(intent_id, payment_id),
            "refund": lambda: gateway.refund(intent_id, refund_id, Money(5_00), None),
            "retrieve": lambda: gateway.retrieve(intent_id),
        }
        hold: ProviderSnapshot | None = None
        for step, call in life.items():
            if step == operation:
                await disturb(operation)
            hold = await self._until_it_answers(call)
        assert hold is not None
        assert (hold.state, hold.captured, hold.refunded) == (IntentState.CAPTURED, Money(20_00), Money(5_00))
        books = await scene.moved(intent_id)
        assert (books["held"], books["captured"], books["captures"], books["refunded"]) == (3000, 2000, 1, 500)

    async def _until_it_answers(self, call: Callable[[], Coroutine[Any, Any, ProviderSnapshot]]) -> ProviderSnapshot:
        for _ in range(3):
            try:
                return await call()
            except ProviderUnavailable:
                continue
        return await call()

    @pytest.mark.parametrize("operation", ["retrieve", "confirm", "capture", "release"])
    async def test_a_hold_that_is_not_there_is_missing_whatever_is_asked_of_it(
        self, scene: GatewayScene, operation: str
    ) -> None:
        gateway, intent_id, payment_id = scene.gateway, "pi_of_nobody", an_id()
        calls = {
            "retrieve": lambda: gateway.retrieve(intent_id),
            "confirm": lambda: gateway.confirm(intent_id, payment_id, "pm_card_visa"),
            "capture": lambda: gateway.capture(intent_id, payment_id, PRICE),
            "release": lambda: gateway.release(intent_id, payment_id),
        }
        hold = await calls[operation]()
        assert (hold.intent_id, hold.state, hold.captured) == (intent_id, IntentState.MISSING, ZERO)
        assert hold.failure

    async def test_money_of_a_hold_that_is_not_there_is_not_given_back(self, scene: GatewayScene) -> None:
        with pytest.raises(ObjectMissing):
            await scene.gateway.refund("pi_of_nobody", an_id(), Money(5_00), None)

    @pytest.mark.parametrize("kind", ["charge", "refund", "dispute", "checkout.session", "subscription"])
    async def test_what_is_not_there_belongs_to_no_hold(self, scene: GatewayScene, kind: str) -> None:
        assert await scene.gateway.intent_of(kind, "of_nobody") is None

    async def test_an_account_that_lets_nobody_in_any_more_has_no_state_and_no_link(self, scene: GatewayScene) -> None:
        account_id = await scene.gateway.open_account(an_id(), "companion@hushroom.test")
        await scene.finish_onboarding(account_id)
        await scene.close_account(account_id)
        assert await scene.gateway.account(account_id) is None
        with pytest.raises(ObjectMissing):
            await scene.gateway.account_link(account_id)

    async def test_a_companion_whose_account_is_gone_gets_another_one(self, scene: GatewayScene) -> None:
        companion_id, email = an_id(), "companion@hushroom.test"
        opened = [await scene.gateway.open_account(companion_id, email)]
        for _ in range(3):
            await scene.close_account(opened[-1])
            opened.append(await scene.gateway.open_account(companion_id, email))
        assert len(set(opened)) == len(opened)
        assert await scene.gateway.open_account(companion_id, email) == opened[-1]
        assert (await scene.gateway.account_link(opened[-1])).startswith("http")

    async def test_a_companion_has_one_account_and_learns_where_to_fill_it_in(self, scene: GatewayScene) -> None:
        companion_id, email = an_id(), "companion@hushroom.test"
        account_id = await scene.gateway.open_account(companion_id, email)
        assert await scene.gateway.open_account(companion_id, email) == account_id
        assert (await scene.gateway.account_link(account_id)).startswith("http")

    async def test_an_account_can_do_nothing_until_it_is_filled_in(self, scene: GatewayScene) -> None:
        account_id = await scene.gateway.open_account(an_id(), "companion@hushroom.test")
        state = await scene.gateway.account(account_id)
        assert state is not None
        assert (state.charges_enabled, state.payouts_enabled) == (False, False)
        await scene.finish_onboarding(account_id)
        state = await scene.gateway.account(account_id)
        assert state is not None
        assert state.payouts_enabled

    async def test_a_deleted_customer_is_gone_and_the_payment_stays(self, scene: GatewayScene) -> None:
        request, intent_id = await kept(scene)
        await scene.gateway.capture(intent_id, request.payment_id, PRICE)
        customer_id = existing((await scene.gateway.retrieve(intent_id)).customer_id)
        assert await scene.has_customer(customer_id)
        for _ in range(2):
            await scene.gateway.delete_customer(customer_id)
        assert not await scene.has_customer(customer_id)
        assert (await scene.gateway.retrieve(intent_id)).captured == PRICE

    async def test_the_deletion_of_an_unknown_customer_changes_nothing(self, scene: GatewayScene) -> None:
        await scene.gateway.delete_customer("cus_unknown")

    async def test_a_deletion_whose_answer_was_lost_can_be_repeated(self, scene: GatewayScene) -> None:
        _, intent_id = await kept(scene)
        customer_id = existing((await scene.gateway.retrieve(intent_id)).customer_id)
        for disturb in (scene.break_before, scene.lose_answer):
            await disturb("delete_customer")
            with suppress(ProviderUnavailable):
                await scene.gateway.delete_customer(customer_id)
        await scene.gateway.delete_customer(customer_id)
        assert not await scene.has_customer(customer_id)
