"""Requesting a status check of a pending payment."""

from attrs import frozen

from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RequestStatusCheck:
    """Announces a pending payment that is read, so that the reconciler retrieves it even when its notice was lost.

    Announces each payment once in `STATUS_CHECK_EVERY` at most.
    """

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self, payment_id: PaymentId) -> bool:
        """Returns whether a status check was announced."""
        async with self.begin() as work:
            claimed = await work.payments.claim_status_check(payment_id, self.clock.now())
            if claimed:
                await work.outbox.add([PaymentActionRequired(payment_id)])
        return claimed
