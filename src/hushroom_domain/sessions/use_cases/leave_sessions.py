"""Ends the running sessions of a user who deleted the account."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.services.close_session import close_session
from hushroom_domain.sessions.state_machine import RUNNING
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class LeaveSessions:
    """Completes every session of the user that is in progress or paused, on the user's behalf. Idempotent.

    The sessions end at the moment of the deletion, also when this runs later.
    """

    begin: Begin[SessionWork]
    clock: Clock

    async def __call__(self, user_id: UserId, at: datetime) -> None:
        async with self.begin() as work:
            running = await work.sessions.running_of(user_id)
        for session_id in running:
            await self._leave(session_id, user_id, at)

    async def _leave(self, session_id: SessionId, user_id: UserId, at: datetime) -> None:
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            role = session.role_of(user_id)
            if role is None or session.status not in RUNNING:
                return
            await close_session(work, session.left(role, at), self.clock.now())
            act = Act(action=AuditAction.SESSION_END, actor_id=user_id, entity=Entity.SESSION, entity_id=session_id)
            await work.audit.add(act)
