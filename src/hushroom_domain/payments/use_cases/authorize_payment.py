"""Holding the money for a session."""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.payments.errors import (
    AlreadyPaid,
    AmountTooSmall,
    NotMatched,
    NotPayer,
    PaymentDeclined,
    PaymentUnderWay,
    ProviderUnavailable,
)
from hushroom_domain.payments.model import IntentState, Payment, ProviderSnapshot
from hushroom_domain.payments.policy import ATTEMPT_LEASE, CALLED_OFF, METHOD_ID, SMALLEST_CHARGE
from hushroom_domain.payments.ports import PaymentWork
from hushroom_domain.payments.rules.commission import commission_of, price
from hushroom_domain.payments.services.provider_calls import ConfirmIntent
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.services.renewal import needs_kept_card
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import CompanionId, PaymentId, SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class AuthorizePayment:
    """Holds the price of a session at the provider, on the given card or on one that the payer enters later.

    A payment that waits for its payer can be tried again with another card. After ProviderUnavailable the same call
    takes up the same payment half a minute later; RequestRefused is raised for a card that the provider does not know.

    Raises: SessionNotFound, NotPayer, AlreadyPaid, PaymentUnderWay, NotMatched, AmountTooSmall, PaymentDeclined,
    RequestRefused, ProviderUnavailable.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    ids: Ids
    reconciler: PaymentReconciler

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        method_id: Annotated[str | None, METHOD_ID, Named("paymentMethodId")] = None
        is_repeat: bool = False
        """True when the same request may have been carried out before; then money that is held already is no error."""

    async def __call__(self, command: Command) -> Payment:
        payment = await self._request(command)
        if payment.status is not PaymentStatus.PENDING:
            return payment
        try:
            return await self._held(payment, command)
        except ProviderUnavailable as refusal:
            # Before that, this attempt counts as under way, and the same call would be refused.
            raise ProviderUnavailable(retry_after_seconds=int(ATTEMPT_LEASE.total_seconds())) from refusal

    async def _held(self, payment: Payment, command: Command) -> Payment:
        payment = await self.reconciler.opened(payment)
        if payment.status is PaymentStatus.CANCELLED:
            raise PaymentDeclined(CALLED_OFF)
        assert payment.intent_id is not None
        if command.method_id is None:
            return payment
        result = await self.reconciler.carry_out(payment, ConfirmIntent(payment.intent_id, command.method_id))
        if result.refusal is not None:
            raise result.refusal
        _raise_for_declined(result.snapshot)
        return result.payment

    async def _request(self, command: Command) -> Payment:
        """Saves the payment before the provider is called, because its id is the idempotency key."""
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            if session.seeker_id != command.user_id:
                raise NotPayer
            live = await work.payments.lock_live(session.id)
            if live is not None and live.status is not PaymentStatus.PENDING:
                if command.is_repeat:
                    return live
                raise AlreadyPaid
            if live is not None and live.is_under_way(now):
                if command.is_repeat:
                    raise ProviderUnavailable(retry_after_seconds=int(ATTEMPT_LEASE.total_seconds()))
                raise PaymentUnderWay
            if session.status is not SessionStatus.MATCHED or session.is_overdue(now):
                raise NotMatched
            if live is not None:
                payment = live.attempted(command.method_id, now)
                await work.payments.save(payment)
            else:
                payment = await self._payment(work, session, command.method_id, now)
                await work.payments.add(payment)
        return payment

    async def _payment(self, work: PaymentWork, session: Session, method_id: str | None, now: datetime) -> Payment:
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
            method_id=method_id,
            amount=amount,
            authorized_amount=amount,
            commission_basis_points=commission_of(tier),
            keeps_card=needs_kept_card(session.scheduled_at, now),
            attempted_at=now,
            reconciled_at=now,
            created_at=now,
            updated_at=now,
        )


def _raise_for_declined(snapshot: ProviderSnapshot | None) -> None:
    assert snapshot is not None
    if snapshot.state in {IntentState.FAILED, IntentState.MISSING}:
        raise PaymentDeclined(snapshot.failure)
    if snapshot.state is IntentState.CANCELLED:
        raise PaymentDeclined(CALLED_OFF)


async def _agreed(work: PaymentWork, session: Session, companion_id: CompanionId) -> tuple[Money, CompanionTier]:
    """Returns the hourly rate and the tier of the match; when it stored none, the companion's present ones."""
    if session.agreed_rate is not None and session.agreed_tier is not None:
        return session.agreed_rate, session.agreed_tier
    companion = await work.companions.get(companion_id)
    if companion is None:
        raise NotMatched
    return companion.hourly_rate, companion.type
