"""The number of notifications that a user has not read, as a part of other statements."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS

_c = NOTIFICATIONS.c


def unread_of(user_id: ColumnElement[Any]) -> ScalarSelect[int]:
    """Counts the unread notifications of a user, by an index that has no others."""
    counted = select(func.count()).select_from(NOTIFICATIONS).where(_c.user_id == user_id, _c.read_at.is_(None))
    return counted.scalar_subquery()
