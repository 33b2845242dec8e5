"""The namespace `/ws/session`: presence in rooms, status changes of sessions, and their timer."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from hushroom_adapters.realtime.messages import participant_joined, participant_left, timer_tick
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_http.realtime.namespace import Handler, Namespace
from hushroom_http.realtime.payloads import OfSession, payload_of
from hushroom_http.realtime.visitors import Visitor

STEPS = {
    "session-start": SessionAction.START,
    "session-pause": SessionAction.PAUSE,
    "session-resume": SessionAction.RESUME,
    "session-end": SessionAction.END,
}


@define(eq=False)
class SessionNamespace(Namespace):
    """Handles the events of sessions with the use case of API v1; the outbox broadcasts the results."""

    _handlers: Mapping[str, Handler] = field(init=False)

    @_handlers.default
    def _table(self) -> Mapping[str, Handler]:
        return {
            "join-room": self._join,
            "leave-room": self._leave,
            **{event: self._stepping(action) for event, action in STEPS.items()},
        }

    def handlers(self) -> Mapping[str, Handler]:
        return self._handlers

    async def entered(self, visitor: Visitor, session: Session) -> None:
        """Announces a new person to the room, and sends the timer to the newcomer."""
        presence, user_id = self.platform().presence, visitor.viewer.user_id
        attendance = await presence.enter(session.id, user_id, visitor.connection_id)
        to = "" if attendance.is_news else visitor.connection_id
        await self.say(participant_joined(session.id, attendance.people), to)
        await self.say(timer_tick(session, self.platform().clock.now()), visitor.connection_id)

    async def left(self, visitor: Visitor, session_id: SessionId) -> None:
        """Announces a departure to the room, unless the person has another connection there."""
        attendance = await self.platform().presence.leave(session_id, visitor.viewer.user_id, visitor.connection_id)
        if attendance.is_news:
            await self.say(participant_left(session_id, attendance.people))

    async def give_signs(self) -> None:
        """Marks this process's people as present, and announces departures of people of dead processes."""
        for session_id, attendance in (await self.platform().presence.give_signs()).items():
            await self.say(participant_left(session_id, attendance.people))

    async def _join(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        await self.join(visitor, SessionId(payload_of(OfSession, arguments).session_id))

    async def _leave(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        await self.leave(visitor, SessionId(payload_of(OfSession, arguments).session_id))

    def _stepping(self, action: SessionAction) -> Handler:
        async def step(visitor: Visitor, arguments: tuple[Any, ...]) -> None:
            session_id = SessionId(payload_of(OfSession, arguments).session_id)
            command = ChangeSessionStatus.Command(session_id=session_id, user_id=visitor.viewer.user_id, action=action)
            await self.platform().application.sessions.change_status(command)

        return step
