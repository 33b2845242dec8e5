"""Sends a push message to one device."""

import base64
import hashlib

from attrs import frozen

from hushroom_domain.notifications.catalogue import PUSHES
from hushroom_domain.notifications.errors import PushSubscriptionGone
from hushroom_domain.notifications.events import PushDue
from hushroom_domain.notifications.model import OutgoingPush, PushMessage, PushSubscription
from hushroom_domain.notifications.ports import NotificationWork, PushRenderer, PushSender
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.time import zone_of

TOPIC_BYTES = 24


@frozen
class SendPush:
    """Sends a push message to one device, with the facts as they are now.

    Nothing is sent about a session that is not any more as it was at the moment of the event, to a device whose sign-in
    has ended, or after the message has become useless. A device that its push service does not know any more is
    deleted. After a crash a message may be sent twice; the device shows it once.

    Raises: PushUnavailable (try again later), PushRefused.
    """

    begin: Begin[NotificationWork]
    clock: Clock
    renderer: PushRenderer
    sender: PushSender | None

    async def __call__(self, due: PushDue) -> None:
        now = self.clock.now()
        seconds_left = int((due.at + PUSHES[due.kind].lasts - now).total_seconds())
        if self.sender is None or seconds_left <= 0:
            return
        async with self.begin() as work:
            device = await work.push_subscriptions.get(due.subscription_id, now)
            message = None if device is None else await _message(work, due, device)
        if device is None or message is None:
            return
        push = OutgoingPush(payload=self.renderer.render(message), topic=topic_of(message), lasts_seconds=seconds_left)
        try:
            await self.sender.send(device, push)
        except PushSubscriptionGone:
            async with self.begin() as work:
                await work.push_subscriptions.remove(device.id)
            return
        async with self.begin() as work:
            await work.push_subscriptions.accepted(device.id, self.clock.now())


async def _message(work: NotificationWork, due: PushDue, device: PushSubscription) -> PushMessage | None:
    """Returns the message, or None when its reason or its receiver is gone."""
    row = PUSHES[due.kind]
    session, user = await work.sessions.get(due.session_id), await work.users.get(device.user_id)
    if session is None or user is None or not user.is_enabled:
        return None
    if session.role_of(user.id) not in row.audience or not row.is_still_true(session, due.at):
        return None
    return PushMessage(
        kind=due.kind,
        session_id=session.id,
        language=user.preferred_language,
        moment=due.at.astimezone(zone_of(user.timezone)),
    )


def topic_of(message: PushMessage) -> str:
    """Returns the topic of one kind about one session: 32 characters of the URL's base64, as RFC 8030 allows.

    It is a digest, because kind and id together are longer, and a part of them could be that of another message.
    """
    digest = hashlib.sha256(f"{message.kind.value} {message.session_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:TOPIC_BYTES]).decode()
