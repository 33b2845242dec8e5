"""Releasing a hold that was superseded."""

from attrs import frozen

from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.services.provider_calls import ReleaseIntent
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin


@frozen
class ReleaseHold:
    """Cancels an intent that the payment no longer uses, but never its present or its next one.

    Raises: ProviderUnavailable, RequestRefused.
    """

    begin: Begin[PaymentWork]
    reconciler: PaymentReconciler

    async def __call__(self, payment_id: PaymentId, intent_id: str) -> None:
        async with self.begin() as work:
            payment = await work.payments.get(payment_id)
        if payment is not None and intent_id not in {payment.intent_id, payment.next_intent_id}:
            await self.reconciler.call(payment, ReleaseIntent(intent_id))
