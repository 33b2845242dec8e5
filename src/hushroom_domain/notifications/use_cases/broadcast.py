"""Tell those who are connected what happened."""

from attrs import frozen

from hushroom_domain.notifications.ports import Broadcasts, NotificationWork
from hushroom_domain.shared.ids import DriftLogId, SessionId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class Broadcast:
    """Say how things stand now; a message that comes late says nothing outdated."""

    begin: Begin[NotificationWork]
    clock: Clock
    broadcasts: Broadcasts

    async def session(self, session_id: SessionId) -> None:
        """The session moved on."""
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None:
            await self.broadcasts.session_changed(session, self.clock.now())

    async def access_ended(self, user_id: UserId) -> None:
        """At least one sign-in of the user is over."""
        await self.broadcasts.access_ended(user_id)

    async def milestone(self, session_id: SessionId, percent: int) -> None:
        """The session reached a part of its planned time."""
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None:
            await self.broadcasts.milestone_passed(session, percent, self.clock.now())

    async def drift(self, log_id: DriftLogId) -> None:
        """Drift was noticed, or acknowledged."""
        async with self.begin() as work:
            log = await work.drift_logs.get(log_id)
        if log is not None and log.acknowledged_at is None:
            await self.broadcasts.drift_flagged(log)
        elif log is not None:
            await self.broadcasts.drift_acknowledged(log)
