"""Sends realtime messages."""

from attrs import frozen

from hushroom_domain.notifications.ports import Broadcasts, NotificationWork
from hushroom_domain.notifications.services.room_messages import Compose, E
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class BroadcastChange:
    """Sends the present state of a session or a drift log to the room, so that a late message is not outdated."""

    begin: Begin[NotificationWork]
    clock: Clock
    broadcasts: Broadcasts

    async def __call__(self, compose: Compose[E], event: E) -> None:
        """Sends the message that follows from the event; nothing when its subject does not exist any more."""
        async with self.begin() as work:
            message = await compose(work, event, self.clock.now())
        if message is not None:
            await self.broadcasts.send(message)

    async def access_ended(self, user_id: UserId) -> None:
        """Asks every process to check the connections of the user, because a sign-in of the user is over."""
        await self.broadcasts.access_ended(user_id)
