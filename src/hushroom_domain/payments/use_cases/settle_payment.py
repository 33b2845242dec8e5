"""Settling a session's payment when the session is over."""

from attrs import frozen

from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.services.settlement import settle
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import ENDED, SessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class SettlePayment:
    """Instructs to capture the money after a session, or to release it after a cancellation. Safe to repeat.

    Raises: SessionNotFound.
    """

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self, session_id: SessionId) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            payment = await work.payments.lock_live(session_id)
            if payment is None:
                return
            if session.status in ENDED and payment.status is PaymentStatus.AUTHORIZED:
                change = settle(session, payment, now)
            elif session.status is SessionStatus.CANCELLED:
                change = payment.to_release(now)
            else:
                return
            await work.payments.save(change.entity)
            await work.outbox.add(change.events)
