"""Abuse reports: one user's complaint about another, for people to judge."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.moderation.state_machine import TRANSITIONS, ReportAction, ReportActor, ReportStatus
from hushroom_domain.shared.ids import ReportId, SessionId, UserId


@frozen(kw_only=True)
class AbuseReport:
    """A complaint. Nobody but its reporter and administrators ever sees it."""

    id: ReportId
    reporter_id: UserId
    reported_user_id: UserId
    session_id: SessionId | None = None
    reason: str
    description: str
    status: ReportStatus = ReportStatus.PENDING
    admin_notes: str | None = None
    resolved_at: datetime | None = None
    counts: bool = True
    """False once an administrator decided about the reported user, so that the count of reporters starts anew."""
    created_at: datetime

    def decided(self, action: ReportAction, notes: str | None, now: datetime) -> "AbuseReport":
        """This report after an administrator's decision; refuses with `IllegalTransition` once there is one."""
        status = TRANSITIONS.next(action, self.status, ReportActor.ADMIN)
        return evolve(self, status=status, admin_notes=notes, resolved_at=now)
