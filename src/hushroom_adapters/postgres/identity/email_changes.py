"""Changes of address in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, func, select

from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.email_change_tables import EMAIL_CHANGES
from hushroom_adapters.postgres.identity.mappings import EMAIL_CHANGE
from hushroom_domain.identity.model import EmailChange
from hushroom_domain.identity.state_machine import EmailChangeStatus
from hushroom_domain.shared.ids import EmailChangeId, UserId

_c = EMAIL_CHANGES.c
_CHANGES = TableStatements(EMAIL_CHANGE, fixed=frozenset({"user_id", "new_email", "new_key", "asked_at"}))
_IS_OPEN = _c.status == word(EmailChangeStatus.ASKED)
_OF_USER = select(*EMAIL_CHANGE.columns).where(_c.user_id == bindparam("user")).order_by(_c.asked_at, _c.id)
_OPEN = _OF_USER.where(_IS_OPEN)
_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))
_ASKED_TO = select(func.count()).where(_c.new_key == bindparam("key"), _c.asked_at > bindparam("since"))
_KEPT = (
    select(_c.user_id)
    .where(
        _c.old_key == bindparam("key"),
        _c.undo_until > bindparam("now"),
        _c.status == word(EmailChangeStatus.CONFIRMED),
    )
    .limit(1)
)
_EXPIRED = (
    select(_c.user_id)
    .where(_IS_OPEN, _c.expires_at <= bindparam("now"))
    .order_by(_c.expires_at, _c.id)
    .limit(bindparam("limit"))
)
_SWEEP = delete(EMAIL_CHANGES).where(_c.asked_at < bindparam("before"), ~_IS_OPEN)


@frozen
class PostgresEmailChanges:
    """Implements `EmailChanges`."""

    transaction: Transaction

    async def add(self, change: EmailChange) -> None:
        await self.transaction.add(_CHANGES, change)

    async def get(self, change_id: EmailChangeId) -> EmailChange | None:
        return await self.transaction.one(EMAIL_CHANGE, _CHANGES.by_id, id=change_id)

    async def open_of(self, user_id: UserId) -> EmailChange | None:
        return await self.transaction.one(EMAIL_CHANGE, _OPEN, user=user_id)

    async def of_user(self, user_id: UserId) -> tuple[EmailChange, ...]:
        return await self.transaction.many(EMAIL_CHANGE, _OF_USER, user=user_id)

    async def save(self, change: EmailChange) -> None:
        await self.transaction.save(_CHANGES, change)

    async def asked_to(self, key: str, since: datetime) -> int:
        await self.transaction.rows(_TURN, key=key)
        rows = await self.transaction.rows(_ASKED_TO, key=key, since=since)
        return int(rows[0][0])

    async def kept_for(self, key: str, now: datetime) -> UserId | None:
        rows = await self.transaction.rows(_KEPT, key=key, now=now)
        return UserId(rows[0][0]) if rows else None

    async def expired(self, now: datetime, limit: int) -> tuple[UserId, ...]:
        rows = await self.transaction.rows(_EXPIRED, now=now, limit=limit)
        return tuple(UserId(row[0]) for row in rows)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)
