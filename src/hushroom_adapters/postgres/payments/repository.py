"""Payments, refunds, the ledger and the provider's notices in PostgreSQL."""

from collections.abc import Collection, Iterable
from datetime import datetime

from attrs import fields, frozen
from psycopg.types.json import Json
from sqlalchemy import bindparam, func, or_, select, text, union_all, update
from sqlalchemy.dialects.postgresql import ARRAY, UUID, insert

from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.columns import is_one_of
from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.payments.mappings import PAYMENT, POSTING, REFUND
from hushroom_adapters.postgres.payments.tables import INBOX, IS_LIVE, PAYMENTS, REFUNDS
from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.policy import (
    RECONCILE_EVERY,
    RECONCILE_FOR,
    RENEW_BEFORE,
    RENEWAL_PAUSE,
    STATUS_CHECK_EVERY,
    SWEEP_AFTER,
)
from hushroom_domain.payments.ports import Notice
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.state_machine import UNSETTLED, PaymentStatus
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId

_p, _r = PAYMENTS.c, REFUNDS.c
_PAYMENTS = TableStatements(PAYMENT)
_REFUNDS = TableStatements(REFUND)
_POSTINGS = TableStatements(POSTING)
_LIVE = _PAYMENTS.by(_p.session_id).where(IS_LIVE)
_LOCK_LIVE = locked(_LIVE)
_BY_INTENT = _PAYMENTS.by(_p.intent_id)
_REFUNDS_OF = _REFUNDS.by(_r.payment_id).order_by(_r.created_at, _r.id)
_WANTS_SOMETHING = text(
    "(payments.status = 'PENDING' OR payments.status = 'AUTHORIZED' AND payments.instruction IN ('CAPTURE', 'RELEASE'))"
)
_HOLD_RUNS_OUT = text("""(
    payments.status = 'AUTHORIZED' AND payments.instruction = 'HOLD' AND (
        payments.held_until <= :now
        OR payments.keeps_card AND payments.held_until <= :runs_out AND payments.attempted_at <= :rested
    )
)""")
_REFUND_REQUESTED = _p.id.in_(select(_r.payment_id).where(text("refunds.status = 'REQUESTED'")))
_IS_UNSETTLED = or_(is_one_of(UNSETTLED), _REFUND_REQUESTED)
_PROFILES = select(COMPANIONS.c.id).where(COMPANIONS.c.user_id == bindparam("user"))
_HAS_OPEN = union_all(
    select(_p.id).where(_p.payer_id == bindparam("user"), _IS_UNSETTLED),
    select(_p.id).where(_p.companion_id.in_(_PROFILES), _IS_UNSETTLED),
).limit(1)
_CUSTOMERS_OF = select(_p.customer_id).where(_p.payer_id == bindparam("user"), _p.customer_id.is_not(None)).distinct()
_OVERDUE = (
    select(_p.id)
    .where(_p.updated_at < bindparam("before"), or_(_WANTS_SOMETHING, _HOLD_RUNS_OUT, _REFUND_REQUESTED))
    .order_by(_p.updated_at, _p.id)
    .limit(bindparam("at_most"))
)
_TOUCH = (
    update(PAYMENTS)
    .where(_p.id == func.any(bindparam("payments", type_=ARRAY(UUID(as_uuid=True)))))
    .values(updated_at=bindparam("now"))
)
_NEXT_TO_RECHECK = (
    select(_p.id)
    .where(_p.captured_at.is_not(None), _p.captured_at >= bindparam("since"), _p.looked_at <= bindparam("before"))
    .order_by(_p.looked_at, _p.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_CLAIM_RECHECK = (
    update(PAYMENTS)
    .where(_p.id == func.any(func.array(_NEXT_TO_RECHECK.scalar_subquery())))
    .values(looked_at=bindparam("now"))
    .returning(_p.id)
)
_FREE_TO_LOOK_AT = (
    select(_p.id)
    .where(
        _p.id == bindparam("payment"),
        _p.status == word(PaymentStatus.PENDING),
        _p.looked_at <= bindparam("before"),
    )
    .with_for_update(skip_locked=True, key_share=True)
)
_CLAIM_STATUS_CHECK = (
    update(PAYMENTS)
    .where(_p.id == func.any(func.array(_FREE_TO_LOOK_AT.scalar_subquery())))
    .values(looked_at=bindparam("now"))
    .returning(_p.id)
)
_KEEP_NOTICE = (
    insert(INBOX)
    .values({column.name: bindparam(column.name) for column in INBOX.c if column.name != "done_at"})
    .on_conflict_do_nothing(index_elements=[INBOX.c.id])
    .returning(INBOX.c.id)
)
_NOTICE_FIELDS = [attribute.name for attribute in fields(Notice)]
_NOTICE = select(*(INBOX.c[name] for name in _NOTICE_FIELDS)).where(INBOX.c.id == bindparam("id"))
_NOTICE_DONE = update(INBOX).where(INBOX.c.id == bindparam("notice")).values(done_at=bindparam("now"))


@frozen
class PostgresPayments:
    """Implements `Payments`."""

    transaction: Transaction

    async def add(self, payment: Payment) -> None:
        await self.transaction.add(_PAYMENTS, payment)

    async def get(self, payment_id: PaymentId) -> Payment | None:
        return await self.transaction.one(PAYMENT, _PAYMENTS.by_id, id=payment_id)

    async def lock(self, payment_id: PaymentId) -> Payment:
        payment = await self.transaction.one(PAYMENT, _PAYMENTS.lock_by_id, id=payment_id)
        if payment is None:
            raise PaymentNotFound
        return payment

    async def lock_live(self, session_id: SessionId) -> Payment | None:
        return await self.transaction.one(PAYMENT, _LOCK_LIVE, session_id=session_id)

    async def by_intent(self, intent_id: str) -> Payment | None:
        return await self.transaction.one(PAYMENT, _BY_INTENT, intent_id=intent_id)

    async def save(self, payment: Payment) -> None:
        await self.transaction.save(_PAYMENTS, payment)

    async def has_open(self, user_id: UserId) -> bool:
        return await self.transaction.row(_HAS_OPEN, user=user_id) is not None

    async def customers_of(self, payer_id: UserId) -> tuple[str, ...]:
        return tuple(customer_id for (customer_id,) in await self.transaction.rows(_CUSTOMERS_OF, user=payer_id))

    async def overdue(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        limits = {"runs_out": now + RENEW_BEFORE, "rested": now - RENEWAL_PAUSE}
        rows = await self.transaction.rows(_OVERDUE, before=now - SWEEP_AFTER, now=now, at_most=limit, **limits)
        return tuple(payment_id for (payment_id,) in rows)

    async def touch(self, payment_ids: Collection[PaymentId], now: datetime) -> None:
        await self.transaction.run(_TOUCH, payments=list(payment_ids), now=now)

    async def claim_rechecks(self, now: datetime, limit: int) -> tuple[PaymentId, ...]:
        since, before = now - RECONCILE_FOR, now - RECONCILE_EVERY
        rows = await self.transaction.rows(_CLAIM_RECHECK, since=since, before=before, now=now, at_most=limit)
        return tuple(payment_id for (payment_id,) in rows)

    async def claim_status_check(self, payment_id: PaymentId, now: datetime) -> bool:
        before = now - STATUS_CHECK_EVERY
        row = await self.transaction.row(_CLAIM_STATUS_CHECK, payment=payment_id, before=before, now=now)
        return row is not None

    async def add_refund(self, refund: Refund) -> None:
        await self.transaction.add(_REFUNDS, refund)

    async def save_refund(self, refund: Refund) -> None:
        await self.transaction.save(_REFUNDS, refund)

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        return await self.transaction.many(REFUND, _REFUNDS_OF, payment_id=payment_id)


@frozen
class PostgresHolds:
    """Implements `Holds`."""

    transaction: Transaction

    async def is_good(self, session_id: SessionId, now: datetime) -> bool:
        payment = await self.transaction.one(PAYMENT, _LIVE, session_id=session_id)
        return payment is not None and payment.is_funded(now)


@frozen
class PostgresLedger:
    """Implements `Ledger`: one statement per movement, because the database checks that each sums to zero."""

    transaction: Transaction

    async def add(self, postings: Iterable[Posting]) -> None:
        await self.transaction.add_all(_POSTINGS, tuple(postings))


@frozen
class PostgresInbox:
    """Implements `Inbox`."""

    transaction: Transaction

    async def add(self, notice: Notice, now: datetime) -> bool:
        values = {
            "id": notice.id,
            "type": notice.type,
            "intent_id": notice.intent_id,
            "payment_id": notice.payment_id,
            "account_id": notice.account_id,
            "payload": Json(notice.payload),
            "received_at": now,
        }
        return await self.transaction.row(_KEEP_NOTICE, **values) is not None

    async def get(self, notice_id: str) -> Notice | None:
        row = await self.transaction.row(_NOTICE, id=notice_id)
        return None if row is None else Notice(**dict(zip(_NOTICE_FIELDS, row, strict=True)))

    async def done(self, notice_id: str, now: datetime) -> None:
        await self.transaction.run(_NOTICE_DONE, notice=notice_id, now=now)


class PostgresPaymentRepositories(PostgresRepositories):
    """The repositories of payments in one transaction."""

    @property
    def payments(self) -> PostgresPayments:
        return PostgresPayments(self.transaction)

    @property
    def holds(self) -> PostgresHolds:
        return PostgresHolds(self.transaction)

    @property
    def ledger(self) -> PostgresLedger:
        return PostgresLedger(self.transaction)

    @property
    def inbox(self) -> PostgresInbox:
        return PostgresInbox(self.transaction)
