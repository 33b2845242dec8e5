"""Abuse reports: one user's complaint about another, on which an administrator decides."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.moderation.state_machine import TRANSITIONS, ReportAction, ReportActor, ReportStatus
from hushroom_domain.shared.ids import ReportId, SessionId, UserId


@frozen(kw_only=True)
class AbuseReport:
    """A complaint about a user. Only its reporter and administrators can read it."""

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
    """False after an administrator decided about the reported user, which restarts the count of reporters."""
    created_at: datetime

    def decided(self, action: ReportAction, notes: str | None, now: datetime) -> "AbuseReport":
        """Records an administrator's decision. Raises: IllegalTransition (there is a decision already)."""
        status = TRANSITIONS.next(action, self.status, ReportActor.ADMIN)
        return evolve(self, status=status, admin_notes=notes, resolved_at=now)
