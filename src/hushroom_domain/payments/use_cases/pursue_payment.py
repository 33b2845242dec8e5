"""Pursue what a payment still wants of the provider."""

from attrs import frozen

from hushroom_domain.payments.pursuit import Pursuit
from hushroom_domain.shared.ids import PaymentId


@frozen
class PursuePayment:
    """Make the missing call. Refuses with `ProviderUnavailable`, to be tried again later, and `RequestRefused`."""

    pursuit: Pursuit

    async def __call__(self, payment_id: PaymentId) -> None:
        await self.pursuit.pursue(payment_id)
