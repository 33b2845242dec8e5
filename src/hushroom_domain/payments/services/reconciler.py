"""The reconciler makes the calls at the payment provider and records the answers."""

from collections.abc import Coroutine
from typing import Any, assert_never

from attrs import frozen

from hushroom_domain.payments.errors import PaymentNotFound, ProviderUnavailable, RequestRefused
from hushroom_domain.payments.model import Payment, Refund, RefundStatus
from hushroom_domain.payments.ports import HoldRequest, PageRequest, PaymentGateway, PaymentWork
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.payments.services.locks import lock_session_and_payment, save_change
from hushroom_domain.payments.services.provider_calls import (
    CaptureIntent,
    ClosePage,
    ConfirmIntent,
    ConfirmReplacement,
    CreateRefund,
    OpenIntent,
    OpenPage,
    OpenReplacement,
    ProviderCall,
    ReleaseIntent,
    RetrieveIntent,
    RetrievePage,
    closing_call,
    decide,
    looking_call,
    opening_call,
)
from hushroom_domain.payments.services.renewal import begin_renewal, finish_renewal, refuse_renewal
from hushroom_domain.payments.services.snapshots import record_snapshot
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import PaymentId, RefundId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class CallResult:
    """The payment after one call, with the provider's answer or its permanent refusal."""

    payment: Payment
    snapshot: ProviderSnapshot | None = None
    refusal: RequestRefused | None = None


@frozen
class PaymentReconciler:
    """Decides which call a payment misses, makes it outside any transaction, and applies the answer in one.

    Safe to run at any time, twice, or in two processes at once, because each call is idempotent by ids of ours. A
    process that dies between call and application leaves the rest to the next run.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway

    async def reconcile(self, payment_id: PaymentId, refund_id: RefundId | None = None) -> Payment:
        """Makes the missing calls, up to the first one that shows how the intent stands; returns the payment.

        The permanent refusal of a refund is raised only when the refund has this id.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        payment, refunds = await self._load(payment_id)
        snapshot, refusal = None, None
        while (call := decide(payment, refunds, snapshot, self.clock.now())) is not None:
            result = await self.carry_out(payment, call)
            payment = result.payment
            snapshot = result.snapshot if isinstance(call, RetrieveIntent | RetrievePage) else None
            if isinstance(call, CreateRefund):
                refunds = tuple(refund for refund in refunds if refund.id != call.refund.id)
                refusal = result.refusal if call.refund.id == refund_id else refusal
            elif not _leads_on(call, payment):
                break
        if refusal is not None:
            raise refusal
        return payment

    async def opened(self, payment: Payment) -> Payment:
        """Returns the payment with its intent or page, which is created at the provider when there is none.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        if payment.provider_id is not None:
            return payment
        return (await self.carry_out(payment, opening_call(payment))).payment

    async def looked_at(self, payment: Payment) -> Payment:
        """Returns the payment as the provider reports it now; unchanged when the provider does not know it yet.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        call = looking_call(payment)
        return payment if call is None else (await self.carry_out(payment, call)).payment

    async def closed(self, payment: Payment) -> Payment:
        """Ends a pending payment at the provider, so that it can hold no money; returns the payment after that.

        A payment that the payer finished meanwhile is returned as it stands. Raises ProviderUnavailable also while the
        provider cannot close the payment yet.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        call = closing_call(payment)
        if payment.status is not PaymentStatus.PENDING or call is None:
            return payment
        result = await self.carry_out(payment, call)
        if result.snapshot is not None and result.snapshot.state is IntentState.WAITING:
            raise ProviderUnavailable
        return result.payment

    async def carry_out(self, payment: Payment, call: ProviderCall) -> CallResult:
        """Makes one call and applies the answer; a refusal that changes nothing is raised.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        try:
            snapshot = await self.call(payment, call)
        except RequestRefused as refusal:
            after = await self._apply_refusal(payment, call, refusal)
            if after is None:
                raise
            return CallResult(after, refusal=refusal)
        return CallResult(await self.apply(payment.id, call, snapshot), snapshot)

    async def call(self, payment: Payment, call: ProviderCall) -> ProviderSnapshot:
        """Makes one call at the provider and records nothing.

        Raises: ProviderUnavailable, RequestRefused.
        """
        match call:
            case OpenIntent():
                request = self.gateway.open(HoldRequest.of(payment))
            case ConfirmIntent(intent_id, method_id):
                request = self.gateway.confirm(intent_id, payment.id, method_id)
            case CaptureIntent(intent_id):
                request = self.gateway.capture(intent_id, payment.id, payment.amount)
            case ReleaseIntent(intent_id):
                request = self.gateway.release(intent_id, payment.id)
            case CreateRefund(intent_id, refund):
                request = self.gateway.refund(intent_id, refund.id, refund.amount, refund.reason)
            case OpenReplacement(intent_id, attempted_at):
                request = self.gateway.renew(intent_id, HoldRequest.of(payment), attempted_at)
            case ConfirmReplacement(intent_id):
                request = self.gateway.confirm(intent_id, payment.id, None)
            case RetrieveIntent(intent_id):
                request = self.gateway.retrieve(intent_id)
            case OpenPage() | ClosePage() | RetrievePage():
                request = self._page_call(payment, call)
            case _:
                assert_never(call)
        return await request

    def _page_call(
        self, payment: Payment, call: OpenPage | ClosePage | RetrievePage
    ) -> Coroutine[Any, Any, ProviderSnapshot]:
        match call:
            case OpenPage():
                return self.gateway.open_page(HoldRequest.of(payment), PageRequest.of(payment))
            case ClosePage(page_id):
                return self.gateway.close_page(page_id, payment.id)
            case RetrievePage(page_id):
                return self.gateway.retrieve_page(page_id)

    async def apply(self, payment_id: PaymentId, call: ProviderCall, snapshot: ProviderSnapshot) -> Payment:
        """Records the answer to a call and announces the events that follow; returns the payment after it.

        Raises: PaymentNotFound.
        """
        now = self.clock.now()
        async with self.begin() as work:
            session, before = await lock_session_and_payment(work, payment_id)
            match call:
                case OpenReplacement():
                    return await save_change(work, before, begin_renewal(before, snapshot.intent_id, now))
                case ConfirmReplacement():
                    return await save_change(work, before, finish_renewal(before, snapshot, now))
                case CreateRefund(_, refund):
                    await work.payments.save_refund(refund.answered(RefundStatus.SUCCEEDED, now))
            return await record_snapshot(work, session, before, snapshot, now)

    async def _apply_refusal(self, payment: Payment, call: ProviderCall, refusal: RequestRefused) -> Payment | None:
        """Records a permanent refusal; returns the payment after it, None when the refusal changes nothing."""
        if not isinstance(call, _CALLS_WITH_REFUSAL):
            return None
        now = self.clock.now()
        async with self.begin() as work:
            session, before = await lock_session_and_payment(work, payment.id)
            match call:
                case OpenIntent() | OpenPage():
                    after = before.unopened(refusal.text, now)
                    return None if after == before else await save_change(work, before, Change(after))
                case OpenReplacement() | ConfirmReplacement():
                    return await save_change(work, before, refuse_renewal(before, now))
                case CreateRefund(_, refund):
                    await work.payments.save_refund(refund.answered(RefundStatus.FAILED, now))
                    return before
                case ConfirmIntent(intent_id):
                    failed = ProviderSnapshot(intent_id=intent_id, state=IntentState.FAILED, failure=refusal.text)
                    return await record_snapshot(work, session, before, failed, now)

    async def _load(self, payment_id: PaymentId) -> tuple[Payment, tuple[Refund, ...]]:
        async with self.begin() as work:
            payment = await work.payments.get(payment_id)
            refunds = await work.payments.refunds(payment_id)
        if payment is None:
            raise PaymentNotFound
        return payment, refunds


_CALLS_WITH_REFUSAL = (OpenIntent, OpenPage, ConfirmIntent, CreateRefund, OpenReplacement, ConfirmReplacement)
"""The calls whose permanent refusal changes the payment."""


def _leads_on(call: ProviderCall, payment: Payment) -> bool:
    """Returns whether the same run may make another call; what is missing after other calls is announced by an event.

    A cancelled payment leads on, because an intent that is still open is no news that would announce its release.
    """
    match call:
        case OpenIntent() | OpenPage():
            return True
        case OpenReplacement():
            return payment.next_intent_id is not None
        case RetrieveIntent() | RetrievePage():
            return payment.status is PaymentStatus.CANCELLED
        case _:
            return False
