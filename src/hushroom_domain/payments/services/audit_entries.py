"""The audit log's entries about a payment that the provider changed."""

from collections.abc import Iterator

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.audit import Act, AuditAction, Entity


def audit_entries(session: Session, before: Payment, after: Payment) -> Iterator[Act]:
    """Yields the entries about the change from `before` to `after` of the session's payment.

    The payer is the actor of a hold, whichever report shows it first; every other change has no actor, because the
    provider made it.
    """
    happened = {
        AuditAction.PAYMENT_AUTHORIZE: before.authorized_at is None and after.authorized_at is not None,
        AuditAction.PAYMENT_CAPTURE: before.captured != after.captured,
        AuditAction.PAYMENT_REFUND: before.refunded != after.refunded,
        AuditAction.PAYMENT_LAPSED: after.has_lapsed(before),
        AuditAction.PAYMENT_DISPUTED: before.status is not after.status and after.status is PaymentStatus.DISPUTED,
    }
    for action in (action for action, true in happened.items() if true):
        yield Act(
            action=action,
            actor_id=after.payer_id if action is AuditAction.PAYMENT_AUTHORIZE else None,
            entity=Entity.PAYMENT,
            entity_id=after.id,
            metadata={
                "captured": str(after.captured),
                "refunded": str(after.refunded),
                "status": after.status.value,
                **({"session": session.status.value} if action is AuditAction.PAYMENT_LAPSED else {}),
            },
        )
