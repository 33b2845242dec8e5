"""What administrators can ask."""

from attrs import frozen

from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.queries.persons import contact_of
from hushroom_adapters.memory.queries.sessions import companion_seen_with, view_of
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.administration.queries import (
    AUDIT_LIST,
    PAYMENT_LIST,
    REPORT_LIST,
    SESSION_LIST,
    USER_LIST,
    AuditView,
    PaymentRecord,
    SessionRecord,
    Statistics,
    UserSearch,
)
from hushroom_domain.identity.model import User
from hushroom_domain.identity.rules.email_addresses import readable_domains
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import COUNT_LIMIT, Page, Window
from hushroom_domain.shared.text import fold, folded_words


@frozen
class MemoryAdminQueries:
    """Implements `AdminQueries`."""

    tables: Tables

    async def statistics(self) -> Statistics:
        sessions, postings = self.tables.sessions.values(), self.tables.postings.values()
        return Statistics(
            total_users=len(self.tables.users),
            total_companions=sum(one.is_approved for one in self.tables.companions.values()),
            total_sessions=len(self.tables.sessions),
            completed_sessions=sum(session.status is SessionStatus.COMPLETED for session in sessions),
            total_payments=sum(one.status is PaymentStatus.CAPTURED for one in self.tables.payments.values()),
            total_revenue=Money(sum(one.minor for one in postings if one.account is LedgerAccount.PLATFORM)),
            pending_reports=sum(one.status is ReportStatus.PENDING for one in self.tables.reports.values()),
        )

    async def users(self, window: Window, search: UserSearch) -> Page[User]:
        words = folded_words(readable_domains(search.text or ""))
        if words is None:
            return USER_LIST.page(self.tables.users.values(), window)
        users = self.tables.users.values() if words else ()
        found = (user for user in users if all(word in _told(user) for word in words))
        return USER_LIST.page(found, window, COUNT_LIMIT)

    async def user(self, user_id: UserId) -> User | None:
        return self.tables.users.get(user_id)

    async def sessions(self, window: Window, status: SessionStatus | None) -> Page[SessionRecord]:
        found = (one for one in self.tables.sessions.values() if status in {None, one.status})
        return SESSION_LIST.page(map(self._session_record, found), window)

    async def payments(self, window: Window, status: PaymentStatus | None) -> Page[PaymentRecord]:
        found = (one for one in self.tables.payments.values() if status in {None, one.status})
        return PAYMENT_LIST.page(map(self._payment_record, found), window)

    async def reports(self, window: Window, status: ReportStatus | None) -> Page[AbuseReport]:
        found = (one for one in self.tables.reports.values() if status in {None, one.status})
        return REPORT_LIST.page(found, window)

    async def audit_logs(self, window: Window, user_id: UserId | None, action: AuditAction | None) -> Page[AuditView]:
        found = (
            AuditView(entry, self.tables.users.get(entry.actor_id) if entry.actor_id else None)
            for entry in self.tables.audit_logs.values()
            if user_id in {None, entry.actor_id} and action in {None, entry.action}
        )
        return AUDIT_LIST.page(found, window, None if user_id is None else COUNT_LIMIT)

    def _session_record(self, session: Session) -> SessionRecord:
        companion_user_id = session.companion_user_id
        return SessionRecord(
            view=view_of(self.tables, session, companion_seen_with(self.tables, session)),
            seeker=contact_of(self.tables, session.seeker_id),
            companion_user=contact_of(self.tables, companion_user_id) if companion_user_id else None,
        )

    def _payment_record(self, payment: Payment) -> PaymentRecord:
        session = self.tables.sessions.get(payment.session_id)
        assert session is not None, "a payment is for a session"
        return PaymentRecord(
            payment=payment,
            session=session,
            goal=goal_of(self.tables, session.id),
            seeker=contact_of(self.tables, payment.payer_id),
        )


def _told(user: User) -> str:
    """Returns the folded text that a search looks through."""
    told = (readable_domains(user.email), user.first_name, user.last_name, user.display_name)
    return "\n".join(fold(one or "") for one in told)
