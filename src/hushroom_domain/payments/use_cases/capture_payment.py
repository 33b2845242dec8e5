"""Taking the money for a session that is over."""

from attrs import frozen

from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.payments.errors import NotPayee, SessionNotOver
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.services.locks import lock_session_and_payment
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.services.settlement import settle
from hushroom_domain.sessions.state_machine import ENDED
from hushroom_domain.shared.audit import Entity, decision
from hushroom_domain.shared.ids import FamilyId, PaymentId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class CapturePayment:
    """Captures a payment on behalf of the session's companion or an administrator; once captured it stays as it is.

    ProviderUnavailable only delays the capture, because the instruction is saved and the reconciler repeats the call.

    Raises: PaymentNotFound, NotPayee, StepUpRequired (by an administrator), SessionNotOver, NotCapturable,
    ProviderUnavailable, RequestRefused.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    reconciler: PaymentReconciler
    step_up: StepUp

    @frozen
    class Command(ValidatedInput):
        payment_id: PaymentId
        viewer: Viewer
        sign_in_id: FamilyId | None = None

    async def __call__(self, command: Command) -> Payment:
        async with self.begin() as work:
            session, payment = await lock_session_and_payment(work, command.payment_id)
            if not command.viewer.is_admin and session.companion_user_id != command.viewer.user_id:
                raise NotPayee
            if command.viewer.is_admin:
                await self.step_up.require(work, command.viewer.user_id, command.sign_in_id)
            if session.status not in ENDED:
                raise SessionNotOver
            change = settle(session, payment, self.clock.now())
            await work.payments.save(change.entity)
            await work.outbox.add(change.events)
            if command.viewer.is_admin and change.events:
                # This entry is the decision; another one follows when the provider reports the capture.
                was, became = _facts(payment), _facts(change.entity)
                admin_id = command.viewer.user_id
                await work.audit.add(decision(admin_id, Entity.PAYMENT, payment.id, before=was, after=became))
        return change.entity if change.entity.captured else await self.reconciler.reconcile(payment.id)


def _facts(payment: Payment) -> dict[str, str]:
    return {
        "status": payment.status.value,
        "instruction": payment.instruction.value,
        "amount": str(payment.amount),
    }
