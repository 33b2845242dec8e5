"""Finding disputes and refunds whose notices were lost."""

from attrs import frozen

from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 50


@frozen
class RecheckCapturedPayments:
    """Announces captured payments whose last check is a day old, so that the reconciler retrieves their intents."""

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self) -> int:
        """Returns the number of payments that were announced, `BATCH` at most."""
        async with self.begin() as work:
            chosen = await work.payments.claim_rechecks(self.clock.now(), BATCH)
            await work.outbox.add([PaymentActionRequired(payment_id) for payment_id in chosen])
        return len(chosen)
