"""Closes stale sessions."""

from attrs import frozen

from hushroom_domain.sessions.events import MatchExpiryDue
from hushroom_domain.sessions.policy import IDLE_REASON, OVERDUE_GRACE
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.services.close_session import close_session
from hushroom_domain.sessions.state_machine import SessionActor, SessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 200


@frozen
class CloseStaleSessions:
    """Abandons sessions that ran for over 4 h, cancels those that waited for over 24 h, and returns their number.

    It announces overdue matches again whose expiry was lost or was given up, and counts them too.
    """

    begin: Begin[SessionWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            stale = await work.sessions.stale(self.clock.now(), BATCH)
        closed = 0
        for session_id in stale:
            closed += await self._close(session_id)
        return closed + await self._announce_overdue()

    async def _announce_overdue(self) -> int:
        async with self.begin() as work:
            overdue = await work.sessions.overdue_matches(self.clock.now() - OVERDUE_GRACE, BATCH)
            await work.outbox.add([MatchExpiryDue(session_id) for session_id in overdue])
        return len(overdue)

    async def _close(self, session_id: SessionId) -> bool:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if not session.is_stale(now):
                return False
            running = session.status in {SessionStatus.IN_PROGRESS, SessionStatus.PAUSED}
            change = session.abandon(now) if running else session.cancel(SessionActor.SYSTEM, IDLE_REASON, now)
            await close_session(work, change, now)
        return True
