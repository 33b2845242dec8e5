"""Cancels sessions that a participant cannot keep."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_domain.sessions.policy import COMPANION_GONE, SEEKER_GONE
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.services.close_session import close_session
from hushroom_domain.sessions.state_machine import TRANSITIONS, SessionAction, SessionActor
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class CancelSessions:
    """Cancels the sessions of a user or companion that have not started; running ones continue. Idempotent."""

    begin: Begin[SessionWork]
    clock: Clock

    async def of_companion(self, companion_id: CompanionId) -> None:
        """Cancels the sessions that are matched with the companion."""
        async with self.begin() as work:
            unstarted = await work.sessions.unstarted_with(companion_id)
        await self._cancel_all(unstarted, gone=None)

    async def of_user(self, user_id: UserId) -> None:
        """Cancels the sessions of the user in either role."""
        async with self.begin() as work:
            unstarted = await work.sessions.unstarted_of(user_id)
        await self._cancel_all(unstarted, gone=user_id)

    async def _cancel_all(self, session_ids: Iterable[SessionId], gone: UserId | None) -> None:
        for session_id in session_ids:
            await self._cancel(session_id, gone)

    async def _cancel(self, session_id: SessionId, gone: UserId | None) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if not TRANSITIONS.can(SessionAction.CANCEL, session.status, SessionActor.SYSTEM):
                return
            reason = SEEKER_GONE if session.seeker_id == gone else COMPANION_GONE
            await close_session(work, session.cancel(SessionActor.SYSTEM, reason, now), now)
