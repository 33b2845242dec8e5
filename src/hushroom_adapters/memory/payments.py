"""Payments, their refunds, the ledger and the provider's notices in memory."""

from collections.abc import Collection, Iterable
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.rows import InboxRow
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.payments.errors import AlreadyPaid, PaymentNotFound
from hushroom_domain.payments.model import Instruction, Payment, Refund, RefundStatus
from hushroom_domain.payments.policy import RECONCILE_EVERY, RECONCILE_FOR, STATUS_CHECK_EVERY, SWEEP_AFTER
from hushroom_domain.payments.ports import Notice
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.services.renewal import is_hold_expired, is_renewal_due
from hushroom_domain.payments.state_machine import LIVE, UNSETTLED, PaymentStatus
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId


def live_payment_of(tables: Tables, session_id: SessionId) -> Payment | None:
    """Returns the payment of the session that neither failed nor was cancelled, None when there is none."""
    payments = (payment for payment in tables.payments.values() if payment.session_id == session_id)
    return next((payment for payment in payments if payment.status in LIVE), None)


@frozen
class MemoryPayments:
    """Implements `Payments`."""

    tables: Tables

    async def add(self, payment: Payment) -> None:
        if live_payment_of(self.tables, payment.session_id) is not None:
            raise AlreadyPaid
        self.tables.payments.put(payment.id, payment)

    async def get(self, payment_id: PaymentId) -> Payment | None:
        return self.tables.payments.get(payment_id)

    async def lock(self, payment_id: PaymentId) -> Payment:
        payment = self.tables.payments.get(payment_id)
        if payment is None:
            raise PaymentNotFound
        return payment

    async def lock_live(self, session_id: SessionId) -> Payment | None:
        return live_payment_of(self.tables, session_id)

    async def by_intent(self, intent_id: str) -> Payment | None:
        return next((payment for payment in self.tables.payments.values() if payment.intent_id == intent_id), None)

    async def save(self, payment: Payment) -> None:
        self.tables.payments.put(payment.id, payment)

    async def has_open(self, user_id: UserId) -> bool:
        profiles = {one.id for one in self.tables.companions.values() if one.user_id == user_id}
        own = (one for one in self.tables.payments.values() if one.payer_id == user_id or one.companion_id in profiles)
        return any(one.status in UNSETTLED or self._has_requested(one) for one in own)

    async def customers_of(self, payer_id: UserId) -> tuple[str, ...]:
        own = (one.customer_id for one in self.tables.payments.values() if one.payer_id == payer_id)
        return tuple({customer_id for customer_id in own if customer_id is not None})

    async def overdue(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        untouched = (one for one in self.tables.payments.values() if one.updated_at < now - SWEEP_AFTER)
        open_ones = (one for one in untouched if self._is_open(one, now))
        oldest_first = sorted(open_ones, key=lambda payment: (payment.updated_at, payment.id.int))
        return tuple(payment.id for payment in oldest_first[:limit])

    async def touch(self, payment_ids: Collection[PaymentId], now: datetime) -> None:
        for payment_id in payment_ids:
            payment = await self.lock(payment_id)
            self.tables.payments.put(payment_id, evolve(payment, updated_at=now))

    async def claim_rechecks(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        since, before = now - RECONCILE_FOR, now - RECONCILE_EVERY
        captured = (one for one in self.tables.payments.values() if one.captured_at and one.captured_at >= since)
        unseen = (one for one in captured if one.reconciled_at <= before)
        chosen = sorted(unseen, key=lambda payment: (payment.reconciled_at, payment.id.int))[:limit]
        for payment in chosen:
            self.tables.payments.put(payment.id, evolve(payment, reconciled_at=now))
        return tuple(payment.id for payment in chosen)

    async def claim_status_check(self, payment_id: PaymentId, now: datetime) -> bool:
        payment = self.tables.payments.get(payment_id)
        if payment is None or payment.status is not PaymentStatus.PENDING:
            return False
        if payment.reconciled_at > now - STATUS_CHECK_EVERY:
            return False
        self.tables.payments.put(payment_id, evolve(payment, reconciled_at=now))
        return True

    async def add_refund(self, refund: Refund) -> None:
        self.tables.refunds.put(refund.id, refund)

    async def save_refund(self, refund: Refund) -> None:
        self.tables.refunds.put(refund.id, refund)

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        refunds = (refund for refund in self.tables.refunds.values() if refund.payment_id == payment_id)
        return tuple(sorted(refunds, key=lambda refund: (refund.created_at, refund.id.int)))

    def _is_open(self, payment: Payment, now: datetime) -> bool:
        if payment.status is PaymentStatus.PENDING:
            return True
        if payment.status is PaymentStatus.AUTHORIZED:
            runs_out = is_renewal_due(payment, now) or is_hold_expired(payment, now)
            return payment.instruction is not Instruction.HOLD or runs_out
        return self._has_requested(payment)

    def _has_requested(self, payment: Payment) -> bool:
        """Returns whether a refund of the payment is not answered yet."""
        return any(
            refund.payment_id == payment.id and refund.status is RefundStatus.REQUESTED
            for refund in self.tables.refunds.values()
        )


@frozen
class MemoryHolds:
    """Implements `Holds`."""

    tables: Tables

    async def is_good(self, session_id: SessionId, now: datetime) -> bool:
        payment = live_payment_of(self.tables, session_id)
        return payment is not None and payment.is_funded(now)


@frozen
class MemoryLedger:
    """Implements `Ledger`."""

    tables: Tables

    async def add(self, postings: Iterable[Posting]) -> None:
        for number, posting in enumerate(postings, start=len(self.tables.postings) + 1):
            self.tables.postings.put(number, posting)


@frozen
class MemoryInbox:
    """Implements `Inbox`."""

    tables: Tables

    async def add(self, notice: Notice, now: datetime) -> bool:
        if self.tables.notices.get(notice.id) is not None:
            return False
        self.tables.notices.put(notice.id, InboxRow(notice=notice, received_at=now))
        return True

    async def get(self, notice_id: str) -> Notice | None:
        row = self.tables.notices.get(notice_id)
        return row.notice if row else None

    async def done(self, notice_id: str, now: datetime) -> None:
        row = self.tables.notices.get(notice_id)
        if row is not None:
            self.tables.notices.put(notice_id, evolve(row, done_at=now))


class MemoryPaymentRepositories(MemoryRepositories):
    """The repositories of payments in one transaction."""

    @property
    def payments(self) -> MemoryPayments:
        return MemoryPayments(self.tables)

    @property
    def holds(self) -> MemoryHolds:
        return MemoryHolds(self.tables)

    @property
    def ledger(self) -> MemoryLedger:
        return MemoryLedger(self.tables)

    @property
    def inbox(self) -> MemoryInbox:
        return MemoryInbox(self.tables)
