"""Take the money for a session that is over."""

from attrs import frozen

from hushroom_domain.accounts.model import Viewer
from hushroom_domain.payments.errors import NotPayee, SessionNotOver
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.pursuit import Pursuit
from hushroom_domain.payments.recording import lock_pair
from hushroom_domain.payments.settlement import settle
from hushroom_domain.sessions.machine import ENDED
from hushroom_domain.shared.audit import Entity, decision
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class CapturePayment:
    """Capture on behalf of the session's companion or an administrator; captured already is no error.

    Refuses with `PaymentNotFound`, `NotPayee`, `SessionNotOver`, `NotCapturable` and `ProviderUnavailable`:
    the last one only delays it, for the wish is kept and pursued.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    pursuit: Pursuit

    @frozen
    class Command:
        payment_id: PaymentId
        viewer: Viewer

    async def __call__(self, command: Command) -> Payment:
        async with self.begin() as work:
            session, payment = await lock_pair(work, command.payment_id)
            if not command.viewer.is_admin and session.companion_user_id != command.viewer.user_id:
                raise NotPayee
            if session.status not in ENDED:
                raise SessionNotOver
            change = settle(session, payment, self.clock.now())
            await work.payments.save(change.entity)
            await work.outbox.add(change.events)
            if command.viewer.is_admin and change.events:
                # The decision; that the money was taken is noted once the provider says so.
                was, became = _facts(payment), _facts(change.entity)
                admin_id = command.viewer.user_id
                await work.audit.add(decision(admin_id, Entity.PAYMENT, payment.id, before=was, after=became))
        return change.entity if change.entity.captured else await self.pursuit.pursue(payment.id)


def _facts(payment: Payment) -> dict[str, str]:
    return {
        "status": payment.status.value,
        "instruction": payment.instruction.value,
        "amount": str(payment.amount),
    }
