"""Marks all notifications of a user as read."""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.notifications.ports import Broadcasts, NotificationWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import MOMENT
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ReadAllNotifications:
    """Marks the unread notifications of the user as read, and returns their number.

    With `until` those that came after it stay unread, because the user has not seen them. Raises: ValidationFailed.
    """

    begin: Begin[NotificationWork]
    clock: Clock
    broadcasts: Broadcasts

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        until: Annotated[datetime | None, MOMENT] = None

    async def __call__(self, command: Command) -> int:
        async with self.begin() as work:
            # A notification is added under this lock, so none comes between the time that is read here and the change.
            await work.users.lock(command.user_id)
            newest = await work.notifications.newest_at(command.user_id)
            until = command.until or newest
            read = 0 if until is None else await work.notifications.read_all(command.user_id, until, self.clock.now())
        if read:
            await self.broadcasts.notified(command.user_id)
        return read
