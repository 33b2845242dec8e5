"""Let a hold go that nobody needs any more."""

from attrs import frozen

from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin


@frozen
class ReleaseHold:
    """Let go of a hold that was left over, but never of the one that the payment stands on.

    Refuses with `ProviderUnavailable`, to be tried again later.
    """

    begin: Begin[PaymentWork]
    gateway: PaymentGateway

    async def __call__(self, payment_id: PaymentId, intent_id: str) -> None:
        async with self.begin() as work:
            payment = await work.payments.get(payment_id)
        if payment is not None and intent_id not in {payment.intent_id, payment.next_intent_id}:
            await self.gateway.release(intent_id, payment_id)
