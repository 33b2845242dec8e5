"""Deletes notifications that are too old, and those of a deleted account."""

from attrs import frozen

from hushroom_domain.notifications.policy import NOTIFICATIONS_KEPT
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DeleteNotifications:
    """Deletes the notifications that are older than `NOTIFICATIONS_KEPT`, and returns their number."""

    begin: Begin[NotificationWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.notifications.sweep(self.clock.now() - NOTIFICATIONS_KEPT)

    async def of_user(self, user_id: UserId) -> None:
        """Deletes all notifications of an account that is deleted; no later event adds one."""
        async with self.begin() as work:
            await work.users.lock(user_id)
            await work.notifications.remove_all(user_id)
