"""Pursue what a payment still wants of the provider."""

from attrs import frozen

from hushroom_domain.payments.errors import RequestRefused
from hushroom_domain.payments.pursuit import Pursuit
from hushroom_domain.shared.ids import PaymentId


@frozen
class PursuePayment:
    """Make the missing call. Refuses with `ProviderUnavailable`, to be tried again later."""

    pursuit: Pursuit

    async def __call__(self, payment_id: PaymentId) -> None:
        try:
            await self.pursuit.pursue(payment_id)
        except RequestRefused:
            # A refund that the provider refuses is marked failed; what is left of the payment is looked at again.
            await self.pursuit.pursue(payment_id)
