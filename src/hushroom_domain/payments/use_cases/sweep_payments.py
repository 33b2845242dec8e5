"""Finding payments whose next step was lost."""

from attrs import frozen

from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 200


@frozen
class SweepPayments:
    """Announces each open payment that was not touched for two minutes, so that the reconciler takes it up."""

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self) -> int:
        """Returns the number of payments that were announced, `BATCH` at most."""
        now = self.clock.now()
        async with self.begin() as work:
            overdue = await work.payments.overdue(now, BATCH)
            await work.payments.touch(overdue, now)
            await work.outbox.add([PaymentActionRequired(payment_id) for payment_id in overdue])
        return len(overdue)
