"""The reconciler makes the calls at the payment provider and records the answers."""

from typing import assert_never

from attrs import frozen

from hushroom_domain.payments.errors import PaymentNotFound, RequestRefused
from hushroom_domain.payments.model import IntentState, Payment, ProviderSnapshot, Refund, RefundStatus
from hushroom_domain.payments.ports import HoldRequest, PaymentGateway, PaymentWork
from hushroom_domain.payments.services.locks import lock_session_and_payment, save_change
from hushroom_domain.payments.services.provider_calls import (
    CaptureIntent,
    ConfirmIntent,
    ConfirmReplacement,
    CreateRefund,
    OpenIntent,
    OpenReplacement,
    ProviderCall,
    ReleaseIntent,
    RetrieveIntent,
    decide,
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
            snapshot = result.snapshot if isinstance(call, RetrieveIntent) else None
            if isinstance(call, CreateRefund):
                refunds = tuple(refund for refund in refunds if refund.id != call.refund.id)
                refusal = result.refusal if call.refund.id == refund_id else refusal
            elif not _leads_on(call, payment):
                break
        if refusal is not None:
            raise refusal
        return payment

    async def opened(self, payment: Payment) -> Payment:
        """Returns the payment with its intent, which is created at the provider when there is none.

        Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
        """
        if payment.intent_id is not None:
            return payment
        return (await self.carry_out(payment, OpenIntent())).payment

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
            case _:
                assert_never(call)
        return await request

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
        if not isinstance(call, OpenIntent | ConfirmIntent | CreateRefund | OpenReplacement | ConfirmReplacement):
            return None
        now = self.clock.now()
        async with self.begin() as work:
            session, before = await lock_session_and_payment(work, payment.id)
            match call:
                case OpenIntent():
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


def _leads_on(call: ProviderCall, payment: Payment) -> bool:
    """Returns whether the same run may make another call; what is missing after other calls is announced by an event.

    A cancelled payment leads on, because an intent that is still open is no news that would announce its release.
    """
    match call:
        case OpenIntent():
            return True
        case OpenReplacement():
            return payment.next_intent_id is not None
        case RetrieveIntent():
            return payment.status is PaymentStatus.CANCELLED
        case _:
            return False
