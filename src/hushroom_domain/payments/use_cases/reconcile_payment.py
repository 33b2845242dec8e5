"""Bringing one payment and the provider to the same state."""

from attrs import frozen

from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.shared.ids import PaymentId


@frozen
class ReconcilePayment:
    """Makes the calls that a payment misses at the provider, and records the answers.

    Raises: PaymentNotFound, ProviderUnavailable, RequestRefused.
    """

    reconciler: PaymentReconciler

    async def __call__(self, payment_id: PaymentId) -> None:
        await self.reconciler.reconcile(payment_id)
