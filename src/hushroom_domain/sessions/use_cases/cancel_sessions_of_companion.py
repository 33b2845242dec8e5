"""Call off what a companion can no longer keep."""

from attrs import frozen

from hushroom_domain.sessions.events import SessionChanged
from hushroom_domain.sessions.machine import MACHINE, Action, Asker
from hushroom_domain.sessions.policy import COMPANION_GONE
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.shared.ids import CompanionId, SessionId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class CancelSessionsOfCompanion:
    """Cancel every session with this companion that has not begun; one in progress goes on to its end."""

    begin: Begin[SessionWork]
    clock: Clock

    async def __call__(self, companion_id: CompanionId) -> None:
        async with self.begin() as work:
            unstarted = await work.sessions.unstarted_with(companion_id)
        for session_id in unstarted:
            await self._cancel(session_id)

    async def _cancel(self, session_id: SessionId) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if not MACHINE.can(Action.CANCEL, session.status, Asker.SYSTEM):
                return
            change = session.cancel(Asker.SYSTEM, COMPANION_GONE, now)
            await work.sessions.save(change.entity)
            await work.bookings.release(session_id, now)
            await work.outbox.add((*change.events, SessionChanged(session_id)))
