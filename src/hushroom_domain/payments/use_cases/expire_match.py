"""Giving back the seat of a match that was not paid in time."""

from attrs import frozen

from hushroom_domain.payments.errors import RequestRefused
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.events import MatchExpiryDue
from hushroom_domain.sessions.policy import UNPAID_REASON
from hushroom_domain.sessions.services.close_session import close_session
from hushroom_domain.sessions.state_machine import SessionActor
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ExpireMatch:
    """Cancels an unpaid match whose time is over; a match that is paid or has time left stays. Safe to repeat.

    A payer whom the bank asks to confirm gets more time once. The intent of a pending payment is cancelled at the
    provider, or its hosted page is closed, before the session is cancelled; if the payment turns out to hold money, the
    match stays. A payment for which the provider makes no intent and no page holds no money, so its session is
    cancelled.

    Raises: ProviderUnavailable, RequestRefused.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    reconciler: PaymentReconciler

    async def __call__(self, session_id: SessionId) -> None:
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            payment = await work.payments.lock_live(session_id)
        if not session.is_overdue(self.clock.now()):
            return
        if payment is not None and payment.status is PaymentStatus.PENDING:
            payment = await self._refreshed(payment)
            if payment.is_challenged and not session.is_prolonged:
                await self._prolong(session_id)
                return
            await self.reconciler.closed(payment)
        await self._close(session_id)

    async def _refreshed(self, payment: Payment) -> Payment:
        """Returns the payment as the provider reports it now, opened there unless that is refused."""
        try:
            payment = await self.reconciler.opened(payment)
        except RequestRefused:  # Without an intent or a page no money is held.
            return payment
        return await self.reconciler.looked_at(payment)

    async def _prolong(self, session_id: SessionId) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if session.is_prolonged or not session.is_overdue(now):
                return
            session = session.prolonged(now)
            await work.sessions.save(session)
            await work.outbox.add([MatchExpiryDue(session_id)], due=session.pay_by)

    async def _close(self, session_id: SessionId) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if session.is_overdue(now):
                await close_session(work, session.cancel(SessionActor.SYSTEM, UNPAID_REASON, now), now)
