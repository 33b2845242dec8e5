"""Look again at payments that nothing is wanted of, for notices can be lost for good."""

from attrs import frozen

from hushroom_domain.payments.events import PaymentDue
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 50


@frozen
class ReconcilePayments:
    """Announce a few captured payments, so that a dispute or a refund that nobody told us of is found; how many.

    Pursuing such a payment asks the provider how it stands and records the answer, as a notice would have done.
    """

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            chosen = await work.payments.look_again(self.clock.now(), BATCH)
            await work.outbox.add([PaymentDue(payment_id) for payment_id in chosen])
        return len(chosen)
