"""Deletes push subscriptions that nothing is sent to any more."""

from attrs import frozen

from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DeleteEndedPushSubscriptions:
    """Deletes the push subscriptions whose sign-in has ended or expired, and returns their number."""

    begin: Begin[NotificationWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.push_subscriptions.sweep(self.clock.now())
