"""The namespace `/ws/drift`: flags and acknowledgements of drift."""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from hushroom_domain.drift.use_cases.acknowledge_drift import AcknowledgeDrift
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.shared.ids import DriftLogId, SessionId
from hushroom_http.realtime.namespace import Handler, Namespace
from hushroom_http.realtime.payloads import Acknowledgement, Flag, OfSession, payload_of
from hushroom_http.realtime.visitors import Visitor


@define(eq=False)
class DriftNamespace(Namespace):
    """Handles the events of drift; the outbox broadcasts alerts and acknowledgements from every source."""

    _handlers: Mapping[str, Handler] = field(init=False)

    @_handlers.default
    def _table(self) -> Mapping[str, Handler]:
        return {
            "join-session": self._join,
            "leave-session": self._leave,
            "companion-drift-flag": self._flag,
            "drift-acknowledge": self._acknowledge,
        }

    def handlers(self) -> Mapping[str, Handler]:
        return self._handlers

    async def _join(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        await self.join(visitor, SessionId(payload_of(OfSession, arguments).session_id))

    async def _leave(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        await self.leave(visitor, SessionId(payload_of(OfSession, arguments).session_id))

    async def _flag(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        flag = payload_of(Flag, arguments)
        await self.platform().application.drift.flag(
            FlagDrift.Command(
                user_id=visitor.viewer.user_id,
                session_id=SessionId(flag.session_id),
                message=flag.message,
                severity=flag.severity,
            )
        )

    async def _acknowledge(self, visitor: Visitor, arguments: tuple[Any, ...]) -> None:
        drift_log_id = DriftLogId(payload_of(Acknowledgement, arguments).drift_log_id)
        await self.platform().application.drift.acknowledge(
            AcknowledgeDrift.Command(visitor.viewer.user_id, drift_log_id)
        )
