"""The queries of notifications; each is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.notifications.model import Notification, SentEmail
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Order, Position, Slice, Window

NOTIFICATION_LIST = Order[Notification](lambda one: (one.created_at, one.id))
"""The order of lists of notifications: newest first."""


@frozen
class NotificationList:
    """Some of the notifications of a user, and the number of all that the user has not read."""

    found: Slice[Notification]
    unread: int


class NotificationQueries(Protocol):
    """Reads the notifications of a user."""

    async def of_user(self, user_id: UserId, window: Window) -> NotificationList:
        """Returns the notifications of the user, newest first."""
        ...

    async def emails(self, user_id: UserId) -> tuple[SentEmail, ...]:
        """Returns the newest `EMAILS_LISTED` emails to the user, newest first."""
        ...

    async def since(self, user_id: UserId, position: Position | None) -> NotificationList:
        """Returns at most `SENT_AT_ONCE` notifications behind a position, oldest first; without one, the newest."""
        ...
