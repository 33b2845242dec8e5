"""The number of notifications that a user has not read, as a part of other statements."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from hushroom_adapters.postgres.core.columns import is_known
from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS
from hushroom_domain.notifications.model import NotificationKind

_c = NOTIFICATIONS.c
KNOWN = is_known(_c.kind, NotificationKind)
"""The condition that leaves out notifications of kinds that only a later release knows."""


def unread_of(user_id: ColumnElement[Any]) -> ScalarSelect[int]:
    """Counts the unread notifications of a user, by an index that has no others."""
    counted = select(func.count()).select_from(NOTIFICATIONS).where(_c.user_id == user_id, _c.read_at.is_(None), KNOWN)
    return counted.scalar_subquery()
