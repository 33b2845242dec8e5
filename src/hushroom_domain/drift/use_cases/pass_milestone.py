"""Records that a session has reached a milestone of its planned time."""

from attrs import frozen

from hushroom_domain.drift.events import DriftFlagged, MilestonePassed
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.drift.ports import DriftWork
from hushroom_domain.sessions.events import MilestoneDue
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import milestone_severity
from hushroom_domain.sessions.rules.timing import due_at
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import DriftLogId, SessionId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class PassMilestone:
    """Writes the drift log of a milestone once, if the session is in progress and the milestone is reached.

    A milestone that a pause has moved is scheduled again. A paused session schedules its milestones when it is
    resumed, and an ended session has none.

    Raises: SessionNotFound.
    """

    begin: Begin[DriftWork]
    clock: Clock
    ids: Ids

    async def __call__(self, session_id: SessionId, percent: int) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if session.status is not SessionStatus.IN_PROGRESS:
                return
            due = due_at(session.timeline, percent, session.planned_minutes)
            if now < due:
                await work.outbox.add([MilestoneDue(session_id, percent)], due=due)
            elif await work.drift_logs.add_milestone(log := self._log(session, percent), percent):
                await work.outbox.add([MilestonePassed(session_id, percent), DriftFlagged(log.id)])

    def _log(self, session: Session, percent: int) -> DriftLog:
        return DriftLog(
            id=DriftLogId(self.ids.new()),
            session_id=session.id,
            severity=milestone_severity(percent),
            message=f"{percent} % of the planned time has passed",
            trigger_type=DriftTrigger.TIMER,
            trigger_data={"percent": percent},
            timestamp=self.clock.now(),
        )
