"""Flags drift."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.drift.errors import NotInProgress, OnlyCompanionFlags
from hushroom_domain.drift.events import DriftFlagged
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.drift.policy import MESSAGE, escalated
from hushroom_domain.drift.ports import DriftWork
from hushroom_domain.sessions.errors import NotParticipant
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import DriftLogId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.severity import DriftSeverity


@frozen
class FlagDrift:
    """Stores a drift log of the companion; each unacknowledged flag makes the next one more severe.

    Raises: ValidationFailed, SessionNotFound, NotParticipant, OnlyCompanionFlags, NotInProgress.
    """

    begin: Begin[DriftWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        message: Annotated[str, MESSAGE]
        severity: DriftSeverity | None = None

    async def __call__(self, command: Command) -> DriftLog:
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            role = session.role_of(command.user_id)
            if role is None:
                raise NotParticipant
            if role is not ParticipantRole.COMPANION:
                raise OnlyCompanionFlags
            if session.status is not SessionStatus.IN_PROGRESS:
                raise NotInProgress
            severity = command.severity or escalated(1 + await work.drift_logs.unacknowledged(session.id))
            log = DriftLog(
                id=DriftLogId(self.ids.new()),
                session_id=session.id,
                severity=severity,
                message=command.message,
                trigger_type=DriftTrigger.MANUAL,
                timestamp=self.clock.now(),
            )
            await work.drift_logs.add(log)
            await work.outbox.add([DriftFlagged(log.id)])
        return log
