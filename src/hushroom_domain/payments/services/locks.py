"""Locking a payment for a change, and saving the change."""

from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import PaymentId


async def lock_session_and_payment(work: PaymentWork, payment_id: PaymentId) -> tuple[Session, Payment]:
    """Locks the payment's session and then the payment, in the order that every transaction keeps.

    Raises: PaymentNotFound.
    """
    seen = await work.payments.get(payment_id)
    if seen is None:
        raise PaymentNotFound
    session = await work.sessions.lock(seen.session_id)
    return session, await work.payments.lock(payment_id)


async def save_change(work: PaymentWork, before: Payment, change: Change[Payment]) -> Payment:
    """Saves a change of a locked payment and announces its events; returns the payment after it."""
    if change.entity != before:
        await work.payments.save(change.entity)
    await work.outbox.add(change.events)
    return change.entity
