"""The queries of notifications on PostgreSQL."""

from typing import Any

from attrs import frozen
from sqlalchemy import Select, bindparam, select, true

from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.core.pages import as_window, shown
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.notifications.mappings import NOTIFICATION
from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS, SENT_EMAILS
from hushroom_adapters.postgres.notifications.unread import KNOWN, unread_of
from hushroom_adapters.postgres.ordering import Ordering, listed, newest_first, over
from hushroom_domain.notifications.model import SentEmail
from hushroom_domain.notifications.policy import EMAILS_LISTED, SENT_AT_ONCE
from hushroom_domain.notifications.queries import NOTIFICATION_LIST, NotificationList
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Position, Window

SENT_EMAIL = RowMapper(SentEmail, SENT_EMAILS)
_c = NOTIFICATIONS.c
_NEWEST_FIRST = newest_first(NOTIFICATIONS)
_OLDEST_FIRST = (_c.created_at, _c.id)
_THEIRS = select(*NOTIFICATION.columns).where(_c.user_id == bindparam("user"), KNOWN)


def _counted(found: Select[Any], ordering: Ordering) -> Select[Any]:
    """Returns the rows of a list, each behind the number of unread notifications, which is there without rows too."""
    counted = select(unread_of(bindparam("user")).label("unread")).subquery("counted")
    page = found.subquery("page")
    rows = select(counted.c.unread, *shown(NOTIFICATION.columns, page)).select_from(counted.outerjoin(page, true()))
    return rows.order_by(*over(page, ordering))


_LIST = {goes_on: _counted(listed(_THEIRS, _NEWEST_FIRST, goes_on=goes_on), _NEWEST_FIRST) for goes_on in (False, True)}
_SINCE = _counted(listed(_THEIRS, _OLDEST_FIRST, goes_on=True), _OLDEST_FIRST)

_EMAILS = (
    select(*SENT_EMAIL.columns)
    .where(SENT_EMAILS.c.user_id == bindparam("user"))
    .order_by(SENT_EMAILS.c.claimed_at.desc(), SENT_EMAILS.c.key.desc())
    .limit(EMAILS_LISTED)
)


@frozen
class PostgresNotificationQueries:
    """Implements `NotificationQueries`."""

    executor: QueryExecutor

    async def of_user(self, user_id: UserId, window: Window) -> NotificationList:
        rows = await self.executor.rows(_LIST[window.after is not None], user=user_id, **as_window(window))
        return _list(rows, window.take)

    async def emails(self, user_id: UserId) -> tuple[SentEmail, ...]:
        return tuple(map(SENT_EMAIL.load, await self.executor.rows(_EMAILS, user=user_id)))

    async def since(self, user_id: UserId, position: Position | None) -> NotificationList:
        if position is None:
            return await self.of_user(user_id, Window(take=1))
        window = Window(take=SENT_AT_ONCE, after=position)
        rows = await self.executor.rows(_SINCE, user=user_id, **as_window(window))
        return _list(rows, window.take)


def _list(rows: list[Row], take: int) -> NotificationList:
    """Builds the list from rows of which each begins with the number of unread notifications."""
    found = tuple(NOTIFICATION.load(row, 1) for row in rows if row[1] is not None)
    return NotificationList(NOTIFICATION_LIST.cut(found, take), unread=rows[0][0])
