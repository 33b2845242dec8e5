"""Marks one notification as read."""

from attrs import frozen

from hushroom_domain.notifications.model import Notification
from hushroom_domain.notifications.ports import Broadcasts, NotificationWork
from hushroom_domain.shared.ids import NotificationId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ReadNotification:
    """Marks a notification of the user as read; one that is read already stays as it is.

    Raises: NotificationNotFound.
    """

    begin: Begin[NotificationWork]
    clock: Clock
    broadcasts: Broadcasts

    async def __call__(self, user_id: UserId, notification_id: NotificationId) -> Notification:
        async with self.begin() as work:
            before = await work.notifications.lock(user_id, notification_id)
            after = before.read(self.clock.now())
            if after != before:
                await work.notifications.save(after)
        if after != before:
            await self.broadcasts.notified(user_id)
        return after
