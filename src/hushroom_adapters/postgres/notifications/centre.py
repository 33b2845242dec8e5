"""Notifications in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.notifications.mappings import NOTIFICATION
from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS
from hushroom_adapters.postgres.notifications.unread import KNOWN
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.model import Notification
from hushroom_domain.shared.ids import NotificationId, UserId

_c = NOTIFICATIONS.c
_NOTIFICATIONS = TableStatements(NOTIFICATION, fixed=frozenset({"user_id", "kind", "subject_id", "key"}))
_MOMENT = TIMESTAMP(timezone=True)
_NEWEST = select(func.max(_c.created_at)).where(_c.user_id == bindparam("user"))
_ADD = (
    insert(NOTIFICATIONS)
    .values({column.name: bindparam(column.name) for column in NOTIFICATION.columns})
    .on_conflict_do_nothing(index_elements=[_c.user_id, _c.key])
    .returning(_c.id)
)
_LOCK = locked(select(*NOTIFICATION.columns).where(_c.id == bindparam("of"), _c.user_id == bindparam("user"), KNOWN))
_DELETE = delete(NOTIFICATIONS)
_FIRST_TOO_OLD = (
    select(_c.created_at, _c.id)
    .where(_c.user_id == bindparam("user"))
    .order_by(*newest_first(NOTIFICATIONS))
    .offset(bindparam("most"))
    .limit(1)
    .scalar_subquery()
)
_KEEP_NEWEST = _DELETE.where(_c.user_id == bindparam("user"), tuple_(_c.created_at, _c.id) <= _FIRST_TOO_OLD)
_READ_ALL = (
    update(NOTIFICATIONS)
    .where(_c.user_id == bindparam("user"), _c.read_at.is_(None), _c.created_at <= bindparam("until", type_=_MOMENT))
    .values(read_at=bindparam("now", type_=_MOMENT))
)
_REMOVE_ALL = _DELETE.where(_c.user_id == bindparam("user"))
_SWEEP = _DELETE.where(_c.created_at < bindparam("before", type_=_MOMENT))


@frozen
class PostgresNotifications:
    """Implements `Notifications`."""

    transaction: Transaction

    async def newest_at(self, user_id: UserId) -> datetime | None:
        row = await self.transaction.row(_NEWEST, user=user_id)
        return None if row is None else row[0]

    async def add(self, notification: Notification) -> bool:
        return await self.transaction.row(_ADD, **NOTIFICATION.dump(notification)) is not None

    async def keep_newest(self, user_id: UserId, most: int) -> None:
        await self.transaction.run(_KEEP_NEWEST, user=user_id, most=most)

    async def lock(self, user_id: UserId, notification_id: NotificationId) -> Notification:
        found = await self.transaction.one(NOTIFICATION, _LOCK, user=user_id, of=notification_id)
        if found is None:
            raise NotificationNotFound
        return found

    async def save(self, notification: Notification) -> None:
        await self.transaction.save(_NOTIFICATIONS, notification)

    async def read_all(self, user_id: UserId, until: datetime, now: datetime) -> int:
        return await self.transaction.run(_READ_ALL, user=user_id, until=until, now=now)

    async def remove_all(self, user_id: UserId) -> None:
        await self.transaction.run(_REMOVE_ALL, user=user_id)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)
