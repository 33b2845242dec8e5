"""Stores the notifications that follow from an event."""

from attrs import frozen

from hushroom_domain.notifications.model import Notification, NotificationDraft
from hushroom_domain.notifications.policy import MOST_KEPT
from hushroom_domain.notifications.ports import Broadcasts, NotificationWork
from hushroom_domain.notifications.services.notices import Draw, E
from hushroom_domain.shared.ids import NotificationId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class NotifyUsers:
    """Stores one notification for each receiver of an event, once however often the event takes effect.

    A deleted account gets none. Of more than `MOST_KEPT` notifications of one account the oldest are deleted.
    """

    begin: Begin[NotificationWork]
    clock: Clock
    ids: Ids
    broadcasts: Broadcasts

    async def __call__(self, draw: Draw[E], event: E) -> None:
        """Stores the notifications that `draw` finds in the event, and announces them to the readers' open pages."""
        async with self.begin() as work:
            drafts = await draw(work, event)
        for draft in drafts:
            if await self._is_new(draft):
                await self.broadcasts.notified(draft.user_id)

    async def _is_new(self, draft: NotificationDraft) -> bool:
        async with self.begin() as work:
            # The lock orders the notifications of one user, so that a later one never has an earlier place.
            user = await work.users.lock(draft.user_id)
            if user.deleted_at is not None:
                return False
            newest = await work.notifications.newest_at(user.id)
            notification = Notification.of(draft, NotificationId(self.ids.new()), newest, self.clock.now())
            is_new = await work.notifications.add(notification)
            if is_new:
                await work.notifications.keep_newest(user.id, MOST_KEPT)
        return is_new
