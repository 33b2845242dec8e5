"""Acknowledges a drift log."""

from attrs import frozen

from hushroom_domain.drift.errors import DriftLogNotFound
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.drift.ports import DriftWork
from hushroom_domain.sessions.errors import NotParticipant
from hushroom_domain.shared.ids import DriftLogId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class AcknowledgeDrift:
    """Records that a participant has seen a drift log; idempotent. Raises: DriftLogNotFound, NotParticipant."""

    begin: Begin[DriftWork]
    clock: Clock

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        drift_log_id: DriftLogId

    async def __call__(self, command: Command) -> DriftLog:
        async with self.begin() as work:
            log = await work.drift_logs.lock(command.drift_log_id)
            session = await work.sessions.get(log.session_id)
            if session is None:
                raise DriftLogNotFound
            if session.role_of(command.user_id) is None:
                raise NotParticipant
            change = log.acknowledged(command.user_id, self.clock.now())
            await work.drift_logs.save(change.entity)
            await work.outbox.add(change.events)
        return change.entity
