"""Pursuit: asking the provider for what a payment still wants, as often as it takes."""

from attrs import frozen

from hushroom_domain.payments.errors import PaymentNotFound, RequestRefused
from hushroom_domain.payments.machine import PaymentStatus
from hushroom_domain.payments.model import Hold, Instruction, Payment, Refund, RefundStatus
from hushroom_domain.payments.ports import HoldRequest, PaymentGateway, PaymentWork
from hushroom_domain.payments.recording import Recording
from hushroom_domain.payments.renewal import wants_renewal
from hushroom_domain.payments.renewing import Renewing
from hushroom_domain.shared.ids import PaymentId, RefundId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class Pursuit:
    """Compares what a payment wants with where it stands, makes the one call that is missing, and records the answer.

    Safe to run at any time, twice, or in two processes at once: the calls are idempotent by our ids.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway
    recording: Recording
    renewing: Renewing

    async def pursue(self, payment_id: PaymentId, asked: RefundId | None = None) -> Payment:
        """The payment afterwards.

        Refuses with `PaymentNotFound`, `ProviderUnavailable` and `RequestRefused`; of refunds only about the one that
        was `asked` for, since the others are nobody's question.
        """
        async with self.begin() as work:
            payment = await work.payments.get(payment_id)
            refunds = await work.payments.refunds(payment_id)
        if payment is None:
            raise PaymentNotFound
        payment = await self.opened(payment)
        assert payment.intent_id is not None
        requested = [refund for refund in refunds if refund.status is RefundStatus.REQUESTED]
        refusals = {refund.id: await self._refund(payment.intent_id, refund) for refund in requested}
        payment = await self._led_on(payment)
        refusal = refusals.get(asked) if asked is not None else None
        if refusal is not None:
            raise refusal
        return payment

    async def opened(self, payment: Payment) -> Payment:
        """The payment with its intent made at the provider."""
        if payment.intent_id is not None:
            return payment
        return await self.recording.record(payment.id, await self.gateway.open(HoldRequest.of(payment)))

    async def _led_on(self, payment: Payment) -> Payment:
        if wants_renewal(payment, self.clock.now()):
            return await self.renewing.renew(payment)
        assert payment.intent_id is not None
        return await self.recording.record(payment.id, await self._next(payment, payment.intent_id))

    async def _next(self, payment: Payment, intent_id: str) -> Hold:
        """Make the call that leads from where the payment stands to what is wanted; look when nothing is."""
        unwanted = payment.instruction is Instruction.RELEASE
        if payment.status is PaymentStatus.FAILED or (
            unwanted and payment.status in {PaymentStatus.PENDING, PaymentStatus.AUTHORIZED}
        ):
            return await self.gateway.release(intent_id, payment.id)
        if payment.instruction is Instruction.CAPTURE and payment.status is PaymentStatus.AUTHORIZED:
            return await self.gateway.capture(intent_id, payment.id, payment.amount)
        return await self.gateway.look(intent_id)

    async def _refund(self, intent_id: str, refund: Refund) -> RequestRefused | None:
        """Give one part back; a refund that the provider refuses for good is marked so and stops counting."""
        try:
            hold = await self.gateway.refund(intent_id, refund.id, refund.amount, refund.reason)
        except RequestRefused as refusal:
            await self._answer(refund, RefundStatus.FAILED)
            return refusal
        await self.recording.record(refund.payment_id, hold)
        await self._answer(refund, RefundStatus.SUCCEEDED)
        return None

    async def _answer(self, refund: Refund, status: RefundStatus) -> None:
        async with self.begin() as work:
            await work.payments.save_refund(refund.answered(status, self.clock.now()))
