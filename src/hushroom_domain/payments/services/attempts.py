"""Attempts: saving the payment of a session before the provider is called, because its id is the idempotency key."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.payments.errors import (
    AlreadyPaid,
    AmountTooSmall,
    NotMatched,
    NotPayer,
    PaymentUnderWay,
    ProviderUnavailable,
)
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import ATTEMPT_LEASE, SMALLEST_CHARGE
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.rules.commission import commission_of, price
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.services.renewal import needs_kept_card
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import CompanionId, PaymentId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen(kw_only=True)
class Attempt:
    """A payer's attempt to pay for a session: on a hosted page (with its language), or by a card of the client.

    With `is_repeat` the same request may have been carried out before; then money that is held already is no error.
    """

    user_id: UserId
    session_id: SessionId
    method_id: str | None = None
    page_language: str | None = None
    is_repeat: bool = False

    def is_way_of(self, payment: Payment) -> bool:
        """Returns whether the payment is paid in the way of this attempt: both on a page, or both without one."""
        return payment.is_hosted is (self.page_language is not None)


@frozen
class PaymentAttempts:
    """Begins attempts. A session has one live payment, and a payment is paid on a page or without one, never both."""

    begin: Begin[PaymentWork]
    clock: Clock
    ids: Ids
    reconciler: PaymentReconciler

    async def begun(self, attempt: Attempt) -> Payment:
        """Returns the saved payment of the attempt: a pending one that can be continued, or a new one.

        A pending payment of the other way is ended at the provider first, so that no money can be held twice.

        Raises: SessionNotFound, NotPayer, AlreadyPaid, PaymentUnderWay, NotMatched, AmountTooSmall, RequestRefused,
        ProviderUnavailable.
        """
        payment = await self._saved(attempt)
        if payment.status is not PaymentStatus.PENDING or attempt.is_way_of(payment):
            return payment
        await self._ended(payment)
        payment = await self._saved(attempt)
        if payment.status is PaymentStatus.PENDING and not attempt.is_way_of(payment):
            raise PaymentUnderWay  # Another request began the other way again meanwhile.
        return payment

    async def _ended(self, payment: Payment) -> None:
        """Ends a pending payment at the provider unless the payer has finished it."""
        payment = await self.reconciler.opened(payment)
        await self.reconciler.closed(await self.reconciler.looked_at(payment))

    async def _saved(self, attempt: Attempt) -> Payment:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(attempt.session_id)
            if session.seeker_id != attempt.user_id:
                raise NotPayer
            live = await work.payments.lock_live(session.id)
            if live is not None and live.status is not PaymentStatus.PENDING:
                if attempt.is_repeat:
                    return live
                raise AlreadyPaid
            if live is not None:
                _check_lease(live, attempt, now)
            if session.status is not SessionStatus.MATCHED or session.is_overdue(now):
                raise NotMatched
            if live is None:
                payment = await self._payment(work, session, attempt, now)
                await work.payments.add(payment)
                return payment
            if not attempt.is_way_of(live):
                return live
            payment = live.attempted(attempt.method_id, now)
            await work.payments.save(payment)
        return payment

    async def _payment(self, work: PaymentWork, session: Session, attempt: Attempt, now: datetime) -> Payment:
        if session.companion_id is None:
            raise NotMatched
        rate, tier = await _agreed(work, session, session.companion_id)
        amount = price(rate, session.planned_minutes)
        if amount < SMALLEST_CHARGE:
            raise AmountTooSmall
        return Payment(
            id=PaymentId(self.ids.new()),
            session_id=session.id,
            payer_id=session.seeker_id,
            companion_id=session.companion_id,
            method_id=attempt.method_id,
            page_language=attempt.page_language,
            amount=amount,
            authorized_amount=amount,
            commission_basis_points=commission_of(tier),
            keeps_card=needs_kept_card(session.scheduled_at, now),
            attempted_at=now,
            reconciled_at=now,
            created_at=now,
            updated_at=now,
        )


def _check_lease(live: Payment, attempt: Attempt, now: datetime) -> None:
    """Refuses an attempt while another one waits for the provider.

    Two attempts on a page go on together, because opening the same page twice has one effect.

    Raises: PaymentUnderWay, ProviderUnavailable.
    """
    if not live.is_under_way(now) or (live.is_hosted and attempt.is_way_of(live)):
        return
    if attempt.is_repeat:
        raise ProviderUnavailable(retry_after_seconds=int(ATTEMPT_LEASE.total_seconds()))
    raise PaymentUnderWay


async def _agreed(work: PaymentWork, session: Session, companion_id: CompanionId) -> tuple[Money, CompanionTier]:
    """Returns the hourly rate and the tier of the match; when it stored none, the companion's present ones."""
    if session.agreed_rate is not None and session.agreed_tier is not None:
        return session.agreed_rate, session.agreed_tier
    companion = await work.companions.get(companion_id)
    if companion is None:
        raise NotMatched
    return companion.hourly_rate, companion.type
