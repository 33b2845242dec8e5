"""The queries of administrators on PostgreSQL."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import fields, frozen
from sqlalchemy import Select

from hushroom_adapters.postgres.administration import selects
from hushroom_adapters.postgres.administration.selects import (
    ONE_USER,
    REFUNDS_OF,
    STATISTICS,
    TEMPLATES,
    TEMPLATES_OF_TYPE,
    WAITING,
)
from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.audit.seals import opened
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.queries import own_profile
from hushroom_adapters.postgres.contracts.mappings import TEMPLATE
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.core.pages import as_window, page_of
from hushroom_adapters.postgres.core.patterns import containing
from hushroom_adapters.postgres.core.person_keys import AuditSeals
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.identity.mappings import USER
from hushroom_adapters.postgres.identity.persons import CONTACT
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.payments.mappings import PAYMENT, REFUND
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.queries import session_view
from hushroom_domain.administration.model import RatingRecord, RatingSearch, Statistics, TemplateRecord
from hushroom_domain.administration.queries import (
    AUDIT_LIST,
    PAYMENT_LIST,
    PROFILE_LIST,
    RATING_RECORDS,
    REPORT_LIST,
    SESSION_LIST,
    USER_LIST,
    AuditSearch,
    AuditView,
    PaymentRecord,
    ReportRecord,
    SessionRecord,
    UserRecord,
    UserSearch,
    Waiting,
)
from hushroom_domain.companions.queries import OwnProfile
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.model import User
from hushroom_domain.identity.rules.email_addresses import readable_domains
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.model import Refund
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import CompanionId, PaymentId, ReportId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Page, Window
from hushroom_domain.shared.text import folded_words


@frozen
class PostgresAdminQueries:
    """Implements `AdminQueries`; `seals` opens the audit log."""

    executor: QueryExecutor
    seals: AuditSeals | None = None

    async def statistics(self) -> Statistics:
        row = await self.executor.row(STATISTICS)
        assert row is not None, "an aggregate has a row"
        return Statistics(
            total_users=row[0],
            total_companions=row[1],
            total_sessions=row[2],
            completed_sessions=row[3],
            total_payments=row[4],
            total_revenue=Money(int(row[5])),
            pending_reports=row[6],
        )

    async def waiting(self, before: datetime) -> Waiting:
        row = await self.executor.row(WAITING, before=before)
        assert row is not None, "an aggregate has a row"
        names = (field.name for field in fields(Waiting))
        return Waiting(**dict(zip(names, row, strict=True)))

    async def late_payments(self, before: datetime, take: int) -> tuple[PaymentRecord, ...]:
        rows = await self.executor.rows(selects.late_payments(), before=before, take=take)
        return tuple(_payment_record(row) for row in rows)

    async def users(self, window: Window, search: UserSearch) -> Page[User]:
        sought = folded_words(readable_domains(search.text or ""))
        if sought == ():
            return Page((), 0)
        words = sorted(map(containing, sought or ()), key=len, reverse=True)
        given: dict[str, Any] = {"longest": words[0], "words": words[1:]} if words else {}
        if search.role is not None:
            given["role"] = search.role.value
        statement = selects.users(frozenset(given), is_active=search.is_active, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, given)
        is_counted = bool(given) or search.is_active is not None
        return page_of(USER_LIST, [USER.load(row, 1) for row in rows], window, total, is_counted=is_counted)

    async def user(self, user_id: UserId) -> UserRecord | None:
        row = await self.executor.row(ONE_USER, id=user_id)
        if row is None:
            return None
        return UserRecord(user=USER.load(row), companion=COMPANION.load_if_any(row, USER.width))

    async def companions(self, window: Window, status: CompanionStatus | None) -> Page[OwnProfile]:
        statement = selects.companions(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(PROFILE_LIST, [own_profile(row, 1) for row in rows], window, total, is_counted=False)

    async def companion(self, companion_id: CompanionId) -> OwnProfile | None:
        row = await self.executor.row(selects.one_companion(), id=companion_id)
        return None if row is None else own_profile(row)

    async def sessions(self, window: Window, status: SessionStatus | None) -> Page[SessionRecord]:
        statement = selects.sessions(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(SESSION_LIST, [_session_record(row, 1) for row in rows], window, total, is_counted=False)

    async def session(self, session_id: SessionId) -> SessionRecord | None:
        row = await self.executor.row(selects.one_session(), id=session_id)
        return None if row is None else _session_record(row)

    async def payments(self, window: Window, status: PaymentStatus | None) -> Page[PaymentRecord]:
        statement = selects.payments(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(PAYMENT_LIST, [_payment_record(row, 1) for row in rows], window, total, is_counted=False)

    async def payment(self, payment_id: PaymentId) -> PaymentRecord | None:
        row = await self.executor.row(selects.one_payment(), id=payment_id)
        return None if row is None else _payment_record(row)

    async def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        return await self.executor.many(REFUND, REFUNDS_OF, id=payment_id)

    async def reports(
        self, window: Window, status: ReportStatus | None, reported: UserId | None = None
    ) -> Page[ReportRecord]:
        given = {**_status(status), **({} if reported is None else {"reported": reported})}
        statement = selects.reports(frozenset(given), goes_on=window.after is not None)
        total, rows = await self._page(statement, window, given)
        records = [_report_record(row, 1) for row in rows]
        return page_of(REPORT_LIST, records, window, total, is_counted=reported is not None)

    async def report(self, report_id: ReportId) -> ReportRecord | None:
        row = await self.executor.row(selects.one_report(), id=report_id)
        return None if row is None else _report_record(row)

    async def ratings(self, window: Window, search: RatingSearch) -> Page[RatingRecord]:
        asked = {
            "session": search.session_id,
            "person": search.person_id,
            "min_score": search.min_score,
            "max_score": search.max_score,
            "since": search.since,
            "before": search.before,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        goes_on = window.after is not None
        statement = selects.ratings(frozenset(given), has_comment=search.has_comment, goes_on=goes_on)
        total, rows = await self._page(statement, window, given)
        return page_of(RATING_RECORDS, [_rating_record(row, 1) for row in rows], window, total, is_counted=True)

    async def templates(self, session_type: SessionType | None) -> tuple[TemplateRecord, ...]:
        if session_type is None:
            rows = await self.executor.rows(TEMPLATES)
        else:
            rows = await self.executor.rows(TEMPLATES_OF_TYPE, session_type=session_type.value)
        return tuple(TemplateRecord(template=TEMPLATE.load(row, 1), contracts=row[0]) for row in rows)

    async def audit_logs(self, window: Window, search: AuditSearch) -> Page[AuditView]:
        action = search.action.value if search.action else None
        asked = {"actor": search.actor_id, "action": action, "entity": search.entity_id}
        given = {name: value for name, value in asked.items() if value is not None}
        statement = selects.audit_logs(frozenset(given), goes_on=window.after is not None)
        total, rows = await self._page(statement, window, given)
        actor_at = 1 + AUDIT_ENTRY.width
        logs = [
            AuditView(opened(AUDIT_ENTRY.load(row, 1), (row[-2], row[-1]), self.seals), USER.load_if_any(row, actor_at))
            for row in rows
        ]
        return page_of(AUDIT_LIST, logs, window, total, is_counted=bool(given.keys() - {"action"}))

    async def _page(self, statement: Select[Any], window: Window, given: dict[str, Any]) -> tuple[int, list[Row]]:
        """Returns the total and the rows; an empty page is one row that has only the total."""
        rows = await self.executor.rows(statement, **as_window(window), **given)
        return rows[0][0], [row for row in rows if row[1] is not None]


def _session_record(row: Row, at: int = 0) -> SessionRecord:
    people = len(row) - 2 * CONTACT.width
    return SessionRecord(
        view=session_view(row, at),
        companion_user=CONTACT.load_if_any(row, people),
        seeker=CONTACT.load(row, people + CONTACT.width),
    )


def _payment_record(row: Row, at: int = 0) -> PaymentRecord:
    session = at + PAYMENT.width
    goal = session + SESSION.width
    people = goal + GOAL.width
    return PaymentRecord(
        payment=PAYMENT.load(row, at),
        session=SESSION.load(row, session),
        goal=GOAL.load_if_any(row, goal),
        seeker=CONTACT.load(row, people),
        companion_user=CONTACT.load_if_any(row, people + CONTACT.width),
    )


def _report_record(row: Row, at: int = 0) -> ReportRecord:
    people = at + REPORT.width
    return ReportRecord(
        report=REPORT.load(row, at),
        reporter=CONTACT.load(row, people),
        reported=CONTACT.load(row, people + CONTACT.width),
    )


def _rating_record(row: Row, at: int = 0) -> RatingRecord:
    people = at + RATING.width
    return RatingRecord(
        rating=RATING.load(row, at),
        rater=CONTACT.load(row, people),
        rated=CONTACT.load(row, people + CONTACT.width),
        goal_title=row[people + 2 * CONTACT.width],
    )


def _status(status: StrEnum | None) -> dict[str, Any]:
    return {} if status is None else {"status": status.value}
