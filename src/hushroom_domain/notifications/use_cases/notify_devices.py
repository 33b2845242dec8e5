"""Announces a push message to each device of its receivers."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.notifications.catalogue import PUSHES
from hushroom_domain.notifications.events import PushDue, PushKind
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class NotifyDevices:
    """Leaves one event in the outbox for each device, so that each device is served and tried again by itself.

    Nothing follows when the session is not any more as it was at the moment of the event.
    """

    begin: Begin[NotificationWork]
    clock: Clock

    async def __call__(self, kind: PushKind, session_id: SessionId, at: datetime) -> None:
        now, row = self.clock.now(), PUSHES[kind]
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
            if session is None or not row.is_still_true(session, at):
                return
            for user_id in _receivers(session, row.audience):
                devices = await work.push_subscriptions.of(user_id, now)
                await work.outbox.add(
                    PushDue(kind=kind, subscription_id=device.id, session_id=session_id, at=at) for device in devices
                )


def _receivers(session: Session, audience: frozenset[ParticipantRole]) -> tuple[UserId, ...]:
    participants = (session.seeker_id, session.companion_user_id)
    return tuple(one for one in participants if one is not None and session.role_of(one) in audience)
