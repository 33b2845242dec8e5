"""The queries of administrators on PostgreSQL."""

from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import Select, Table, all_, bindparam, func, select

from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.companions.cards import Cards
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.contracts.tables import CONTRACTS
from hushroom_adapters.postgres.core.columns import TEXTS
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.core.pages import Found, as_window, page_of, search_of, shown, window_of
from hushroom_adapters.postgres.core.patterns import containing
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.identity.mappings import USER
from hushroom_adapters.postgres.identity.persons import CONTACT
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.payments.mappings import PAYMENT
from hushroom_adapters.postgres.payments.tables import PAYMENTS
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.queries import session_view
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_adapters.postgres.tallies.queries import tallied, tally
from hushroom_adapters.postgres.tallies.tables import REVENUE
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
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import User
from hushroom_domain.identity.rules.email_addresses import readable_domains
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Page, Window
from hushroom_domain.shared.text import folded_words

_STATISTICS = select(
    tally(USERS.name).label("users"),
    tally(COMPANIONS.name, CompanionStatus.APPROVED).label("companions"),
    tally(SESSIONS.name).label("sessions"),
    tally(SESSIONS.name, SessionStatus.COMPLETED).label("completed"),
    tally(PAYMENTS.name, PaymentStatus.CAPTURED).label("payments"),
    tally(REVENUE).label("revenue"),
    tally(ABUSE_REPORTS.name, ReportStatus.PENDING).label("pending"),
)
_SEEKER = USERS.alias("seeker")
_WORD = func.unnest(bindparam("words", type_=TEXTS)).column_valued("word")
_IS_FOUND = (
    # The longest word uses the index; the others filter the rows that it found.
    USERS.c.search_text.like(bindparam("longest")),
    USERS.c.search_text.like(all_(select(_WORD).scalar_subquery())),
)
_USER = select(*USER.columns).where(USERS.c.id == bindparam("id"))


@cache
def _users(*, is_searched: bool, goes_on: bool) -> Select[Any]:
    if is_searched:
        source, counted, rows = search_of(USERS, newest_first(USERS), *_IS_FOUND, goes_on=goes_on)
    else:
        source, counted, rows = window_of(USERS, total=tallied(USERS.name), goes_on=goes_on)
    return _newest(select(counted.c.total, *shown(USER.columns, rows)).select_from(source), rows)


@cache
def _sessions(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(SESSIONS, is_filtered=is_filtered, goes_on=goes_on)
    with_terms = (
        source.outerjoin(GOALS, GOALS.c.session_id == rows.c.id)
        .outerjoin(CONTRACTS, CONTRACTS.c.session_id == rows.c.id)
        .outerjoin(_SEEKER, _SEEKER.c.id == rows.c.seeker_id)
        .outerjoin(COMPANIONS, COMPANIONS.c.id == rows.c.companion_id)
    )
    cards = Cards.of(COMPANIONS, before=with_terms)
    terms = (*shown(SESSION.columns, rows), *GOAL.columns, *CONTRACT.columns)
    # The cards are joined to the users behind the companions.
    people = (*CONTACT.columns, *shown(CONTACT.columns, _SEEKER))
    columns = (*terms, *cards.columns, *people)
    return _newest(select(counted.c.total, *columns).select_from(cards.source), rows)


@cache
def _payments(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(PAYMENTS, is_filtered=is_filtered, goes_on=goes_on)
    columns = (*shown(PAYMENT.columns, rows), *SESSION.columns, *GOAL.columns, *shown(CONTACT.columns, _SEEKER))
    with_session = (
        source.outerjoin(SESSIONS, SESSIONS.c.id == rows.c.session_id)
        .outerjoin(GOALS, GOALS.c.session_id == rows.c.session_id)
        .outerjoin(_SEEKER, _SEEKER.c.id == rows.c.payer_id)
    )
    return _newest(select(counted.c.total, *columns).select_from(with_session), rows)


@cache
def _reports(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(ABUSE_REPORTS, is_filtered=is_filtered, goes_on=goes_on)
    return _newest(select(counted.c.total, *shown(REPORT.columns, rows)).select_from(source), rows)


@cache
def _audit_logs(filters: frozenset[str], *, goes_on: bool) -> Select[Any]:
    a = AUDIT_LOGS.c
    known = {"actor": a.actor_id == bindparam("actor"), "action": a.action == bindparam("action")}
    where = (known[name] for name in sorted(filters))
    # No trigger maintains the total of one actor, so the rows are counted.
    total = None if "actor" in filters else tallied(AUDIT_LOGS.name, part="action" if filters else None)
    source, counted, rows = window_of(AUDIT_LOGS, *where, total=total, goes_on=goes_on)
    with_actor = source.outerjoin(USERS, USERS.c.id == rows.c.actor_id)
    columns = (*shown(AUDIT_ENTRY.columns, rows), *USER.columns)
    return _newest(select(counted.c.total, *columns).select_from(with_actor), rows)


def _window_in_status(table: Table, *, is_filtered: bool, goes_on: bool) -> Found:
    """Finds a page of all rows, or of those in a status, with a total that is kept."""
    where = (table.c.status == bindparam("status"),) if is_filtered else ()
    total = tallied(table.name, part="status" if is_filtered else None)
    return window_of(table, *where, total=total, goes_on=goes_on)


def _newest(statement: Select[Any], rows: Any) -> Select[Any]:
    """Sorts the rows of a page again, because a join keeps no order."""
    return statement.order_by(rows.c.created_at.desc(), rows.c.id.desc())


@frozen
class PostgresAdminQueries:
    """Implements `AdminQueries`."""

    executor: QueryExecutor

    async def statistics(self) -> Statistics:
        row = await self.executor.row(_STATISTICS)
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

    async def users(self, window: Window, search: UserSearch) -> Page[User]:
        sought = folded_words(readable_domains(search.text or ""))
        if sought == ():
            return Page((), 0)
        words = sorted(map(containing, sought or ()), key=len, reverse=True)
        given = {"longest": words[0], "words": words[1:]} if words else {}
        statement = _users(is_searched=bool(words), goes_on=window.after is not None)
        total, rows = await self._page(statement, window, given)
        return page_of(USER_LIST, [USER.load(row, 1) for row in rows], window, total, is_counted=bool(words))

    async def sessions(self, window: Window, status: SessionStatus | None) -> Page[SessionRecord]:
        statement = _sessions(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(SESSION_LIST, list(map(_session_record, rows)), window, total, is_counted=False)

    async def payments(self, window: Window, status: PaymentStatus | None) -> Page[PaymentRecord]:
        statement = _payments(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(PAYMENT_LIST, list(map(_payment_record, rows)), window, total, is_counted=False)

    async def reports(self, window: Window, status: ReportStatus | None) -> Page[AbuseReport]:
        statement = _reports(is_filtered=status is not None, goes_on=window.after is not None)
        total, rows = await self._page(statement, window, _status(status))
        return page_of(REPORT_LIST, [REPORT.load(row, 1) for row in rows], window, total, is_counted=False)

    async def audit_logs(self, window: Window, user_id: UserId | None, action: AuditAction | None) -> Page[AuditView]:
        asked = {"actor": user_id, "action": action.value if action else None}
        given = {name: value for name, value in asked.items() if value is not None}
        statement = _audit_logs(frozenset(given), goes_on=window.after is not None)
        total, rows = await self._page(statement, window, given)
        actor_at = 1 + AUDIT_ENTRY.width
        logs = [AuditView(AUDIT_ENTRY.load(row, 1), USER.load_if_any(row, actor_at)) for row in rows]
        return page_of(AUDIT_LIST, logs, window, total, is_counted=user_id is not None)

    async def _page(self, statement: Select[Any], window: Window, given: dict[str, Any]) -> tuple[int, list[Row]]:
        """Returns the total and the rows; an empty page is one row that has only the total."""
        rows = await self.executor.rows(statement, **as_window(window), **given)
        return rows[0][0], [row for row in rows if row[1] is not None]


def _session_record(row: Row) -> SessionRecord:
    people = len(row) - 2 * CONTACT.width
    return SessionRecord(
        view=session_view(row, 1),
        companion_user=CONTACT.load_if_any(row, people),
        seeker=CONTACT.load(row, people + CONTACT.width),
    )


def _payment_record(row: Row) -> PaymentRecord:
    session = 1 + PAYMENT.width
    goal = session + SESSION.width
    return PaymentRecord(
        payment=PAYMENT.load(row, 1),
        session=SESSION.load(row, session),
        goal=GOAL.load_if_any(row, goal),
        seeker=CONTACT.load(row, goal + GOAL.width),
    )


def _status(status: SessionStatus | PaymentStatus | ReportStatus | None) -> dict[str, str]:
    return {} if status is None else {"status": status.value}
