"""Giving captured money back."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.payments.errors import ProviderUnavailable, RequestRefused
from hushroom_domain.payments.model import Payment, Refund, RefundReason, RefundStatus
from hushroom_domain.payments.policy import REFUND
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.services.locks import lock_session_and_payment
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.shared.audit import Act, Entity, decision
from hushroom_domain.shared.ids import FamilyId, PaymentId, RefundId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.money import ZERO, Money
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RefundPayment:
    """Refunds a part of a payment, or all that is left of it; the parts never exceed the captured amount together.

    When the provider does not answer, the refund stays requested, the reconciler repeats the call, and the payment is
    returned unchanged.

    Raises: PaymentNotFound, StepUpRequired (by an administrator), NotRefundable, RefundTooLarge, RequestRefused.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    ids: Ids
    reconciler: PaymentReconciler
    step_up: StepUp

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        payment_id: PaymentId
        amount: Annotated[Money | None, REFUND] = None
        reason: RefundReason | None = None
        admin_id: UserId | None = None
        sign_in_id: FamilyId | None = None
        """The sign-in of the administrator."""
        refund_id: RefundId | None = None
        """The id of the refund, a new one unless given; a refund that exists already is reconciled again."""

    async def __call__(self, command: Command) -> Payment:
        refund_id = command.refund_id or RefundId(self.ids.new())
        payment = await self._request(command, refund_id)
        try:
            return await self.reconciler.reconcile(command.payment_id, refund_id)
        except ProviderUnavailable:
            return payment

    async def _request(self, command: Command, refund_id: RefundId) -> Payment:
        now = self.clock.now()
        async with self.begin() as work:
            if command.admin_id is not None:
                await self.step_up.require(work, command.admin_id, command.sign_in_id)
            _, payment = await lock_session_and_payment(work, command.payment_id)
            refunds = await work.payments.refunds(payment.id)
            if own := next((refund for refund in refunds if refund.id == refund_id), None):
                if own.status is RefundStatus.FAILED:
                    raise RequestRefused
                return payment
            asked = sum((refund.amount for refund in refunds if refund.status is not RefundStatus.FAILED), start=ZERO)
            refund = Refund(
                id=refund_id,
                payment_id=payment.id,
                amount=payment.refundable(asked) if command.amount is None else command.amount,
                reason=command.reason,
                created_at=now,
                updated_at=now,
            )
            change = payment.to_refund(refund, asked, now)
            await work.payments.add_refund(refund)
            await work.payments.save(change.entity)
            await work.outbox.add(change.events)
            await work.audit.add(_act(command.admin_id, refund, payment))
        return change.entity


def _act(admin_id: UserId | None, refund: Refund, before: Payment) -> Act:
    """Returns the entry about the decision; another one follows when the provider reports the refund."""
    was = {"status": before.status.value, "refunded": str(before.refunded)}
    wanted = {"refundRequested": str(refund.amount), "reason": refund.reason.value if refund.reason else None}
    return decision(admin_id, Entity.PAYMENT, before.id, before=was, after=wanted)
