"""The statements of the queries of administrators; each is built once."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, all_, bindparam, func, or_, select, true, union
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.audit.seals import KEY_COLUMNS, with_keys
from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.companions.cards import Cards
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.contracts.mappings import CONTRACT, TEMPLATE
from hushroom_adapters.postgres.contracts.queries import TEMPLATE_ORDER
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES, CONTRACTS
from hushroom_adapters.postgres.core.columns import TEXTS, is_one_of
from hushroom_adapters.postgres.core.pages import Found, search_of, shown, window_of
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.identity.languages import languages_of
from hushroom_adapters.postgres.identity.mappings import USER
from hushroom_adapters.postgres.identity.persons import CONTACT
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.outbox.tables import OUTBOX
from hushroom_adapters.postgres.payments.mappings import PAYMENT, REFUND
from hushroom_adapters.postgres.payments.tables import PAYMENTS, REFUNDS
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_adapters.postgres.tallies.queries import tallied, tally
from hushroom_adapters.postgres.tallies.tables import REVENUE
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.model import Instruction, RefundStatus
from hushroom_domain.payments.state_machine import OPEN, PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus

STATISTICS = select(
    tally(USERS.name).label("users"),
    tally(COMPANIONS.name, CompanionStatus.APPROVED).label("companions"),
    tally(SESSIONS.name).label("sessions"),
    tally(SESSIONS.name, SessionStatus.COMPLETED).label("completed"),
    tally(PAYMENTS.name, PaymentStatus.CAPTURED).label("payments"),
    tally(REVENUE).label("revenue"),
    tally(ABUSE_REPORTS.name, ReportStatus.PENDING).label("pending"),
)
_IS_LATE = (
    is_one_of(OPEN),
    PAYMENTS.c.instruction != word(Instruction.HOLD),
    PAYMENTS.c.updated_at < bindparam("before"),
)
_HAS_LATE_REFUND = (REFUNDS.c.status == word(RefundStatus.REQUESTED), REFUNDS.c.updated_at < bindparam("before"))
_WAITING_PAYMENTS = select(func.count()).where(*_IS_LATE).scalar_subquery()
_WAITING_REFUNDS = select(func.count()).where(*_HAS_LATE_REFUND).scalar_subquery()
WAITING = select(
    tally(COMPANIONS.name, CompanionStatus.PENDING_REVIEW).label("applications"),
    tally(ABUSE_REPORTS.name, ReportStatus.PENDING).label("reports"),
    tally(PAYMENTS.name, PaymentStatus.DISPUTED).label("disputes"),
    _WAITING_PAYMENTS.label("late_payments"),
    _WAITING_REFUNDS.label("late_refunds"),
    select(func.count()).where(OUTBOX.c.died_at.is_not(None)).scalar_subquery().label("failed_effects"),
)
_SEEKER = USERS.alias("seeker")
_PAYEE = USERS.alias("payee")
_REPORTED = USERS.alias("reported")
_RATER = USERS.alias("rater")
_RATED = USERS.alias("rated")
Joined = tuple[tuple[ColumnElement[Any], ...], FromClause]
"""Holds the columns of a record, and the FROM clause that they come from."""
_WORD = func.unnest(bindparam("words", type_=TEXTS)).column_valued("word")
_IS_FOUND = (
    # The longest word uses the index; the others filter the rows that it found.
    USERS.c.search_text.like(bindparam("longest")),
    USERS.c.search_text.like(all_(select(_WORD).scalar_subquery())),
)
_ACTIVE = {True: USERS.c.is_active, False: ~USERS.c.is_active}
ONE_USER = (
    select(*USER.columns, *COMPANION.columns)
    .select_from(USERS.outerjoin(COMPANIONS, COMPANIONS.c.user_id == USERS.c.id))
    .where(USERS.c.id == bindparam("id"))
)
_HAS_COMMENT = {True: RATINGS.c.comment.is_not(None), False: RATINGS.c.comment.is_(None)}
_USES = (
    select(func.count()).where(CONTRACTS.c.template_id == CONTRACT_TEMPLATES.c.id).correlate(CONTRACT_TEMPLATES)
).scalar_subquery()
TEMPLATES = select(_USES.label("contracts"), *TEMPLATE.columns).order_by(*TEMPLATE_ORDER)
TEMPLATES_OF_TYPE = TEMPLATES.where(CONTRACT_TEMPLATES.c.session_type == bindparam("session_type"))
REFUNDS_OF = select(*REFUND.columns).where(REFUNDS.c.payment_id == bindparam("id")).order_by(*newest_first(REFUNDS))


@cache
def users(filters: frozenset[str], *, is_active: bool | None, goes_on: bool) -> Select[Any]:
    where = [] if is_active is None else [_ACTIVE[is_active]]
    if "role" in filters:
        where.append(USERS.c.role == bindparam("role"))
    if "longest" in filters:
        source, counted, rows = search_of(USERS, newest_first(USERS), *_IS_FOUND, *where, goes_on=goes_on)
    else:
        total = None if where else tallied(USERS.name)
        source, counted, rows = window_of(USERS, *where, total=total, goes_on=goes_on)
    return _newest(select(counted.c.total, *shown(USER.columns, rows)).select_from(source), rows)


@cache
def companions(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(COMPANIONS, is_filtered=is_filtered, goes_on=goes_on)
    spoken = languages_of(rows.c.user_id)
    joined = source.outerjoin(USERS, USERS.c.id == rows.c.user_id).outerjoin(spoken, true())
    columns = (*shown(COMPANION.columns, rows), *USER.columns, spoken.c.languages, spoken.c.proficiencies)
    return _newest(select(counted.c.total, *columns).select_from(joined), rows)


@cache
def one_companion() -> Select[Any]:
    spoken = languages_of(COMPANIONS.c.user_id)
    joined = COMPANIONS.join(USERS, USERS.c.id == COMPANIONS.c.user_id).join(spoken, true())
    columns = (*COMPANION.columns, *USER.columns, spoken.c.languages, spoken.c.proficiencies)
    return select(*columns).select_from(joined).where(COMPANIONS.c.id == bindparam("id"))


@cache
def sessions(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(SESSIONS, is_filtered=is_filtered, goes_on=goes_on)
    columns, joined = _with_people(rows, source)
    return _newest(select(counted.c.total, *columns).select_from(joined), rows)


@cache
def one_session() -> Select[Any]:
    columns, joined = _with_people(SESSIONS, SESSIONS)
    return select(*columns).select_from(joined).where(SESSIONS.c.id == bindparam("id"))


def _with_people(rows: FromClause, source: FromClause) -> Joined:
    """Returns the columns of a session record, and the sessions joined with all that belongs to them."""
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
    return (*terms, *cards.columns, *people), cards.source


@cache
def payments(*, is_filtered: bool, goes_on: bool) -> Select[Any]:
    source, counted, rows = _window_in_status(PAYMENTS, is_filtered=is_filtered, goes_on=goes_on)
    columns, joined = _with_session(rows, source)
    return _newest(select(counted.c.total, *columns).select_from(joined), rows)


@cache
def one_payment() -> Select[Any]:
    columns, joined = _with_session(PAYMENTS, PAYMENTS)
    return select(*columns).select_from(joined).where(PAYMENTS.c.id == bindparam("id"))


@cache
def late_payments() -> Select[Any]:
    late = union(
        select(PAYMENTS.c.id.label("id")).where(*_IS_LATE), select(REFUNDS.c.payment_id).where(*_HAS_LATE_REFUND)
    ).subquery("late")
    columns, joined = _with_session(PAYMENTS, PAYMENTS.join(late, late.c.id == PAYMENTS.c.id))
    ordered = select(*columns).select_from(joined).order_by(PAYMENTS.c.updated_at, PAYMENTS.c.id)
    return ordered.limit(bindparam("take"))


def _with_session(rows: FromClause, source: FromClause) -> Joined:
    """Returns the columns of a payment record, and the payments joined with their sessions and people."""
    joined = (
        source.outerjoin(SESSIONS, SESSIONS.c.id == rows.c.session_id)
        .outerjoin(GOALS, GOALS.c.session_id == rows.c.session_id)
        .outerjoin(_SEEKER, _SEEKER.c.id == rows.c.payer_id)
        .outerjoin(_PAYEE, _PAYEE.c.id == SESSIONS.c.companion_user_id)
    )
    people = (*shown(CONTACT.columns, _SEEKER), *shown(CONTACT.columns, _PAYEE))
    return (*shown(PAYMENT.columns, rows), *SESSION.columns, *GOAL.columns, *people), joined


@cache
def reports(filters: frozenset[str], *, goes_on: bool) -> Select[Any]:
    r = ABUSE_REPORTS.c
    known = {"reported": r.reported_user_id == bindparam("reported"), "status": r.status == bindparam("status")}
    where = (known[name] for name in sorted(filters))
    # No trigger maintains the total of one user, so the rows are counted.
    total = None if "reported" in filters else tallied(ABUSE_REPORTS.name, part="status" if filters else None)
    source, counted, rows = window_of(ABUSE_REPORTS, *where, total=total, goes_on=goes_on)
    columns, joined = _with_both(rows, source)
    return _newest(select(counted.c.total, *columns).select_from(joined), rows)


@cache
def one_report() -> Select[Any]:
    columns, joined = _with_both(ABUSE_REPORTS, ABUSE_REPORTS)
    return select(*columns).select_from(joined).where(ABUSE_REPORTS.c.id == bindparam("id"))


def _with_both(rows: FromClause, source: FromClause) -> Joined:
    """Returns the columns of a report record, and the reports joined with both people."""
    joined = source.outerjoin(USERS, USERS.c.id == rows.c.reporter_id).outerjoin(
        _REPORTED, _REPORTED.c.id == rows.c.reported_user_id
    )
    return (*shown(REPORT.columns, rows), *CONTACT.columns, *shown(CONTACT.columns, _REPORTED)), joined


@cache
def ratings(filters: frozenset[str], *, has_comment: bool | None, goes_on: bool) -> Select[Any]:
    r = RATINGS.c
    known = {
        "before": r.created_at < bindparam("before"),
        "max_score": r.overall <= bindparam("max_score"),
        "min_score": r.overall >= bindparam("min_score"),
        "person": or_(r.rater_id == bindparam("person"), r.rated_user_id == bindparam("person")),
        "session": r.session_id == bindparam("session"),
        "since": r.created_at >= bindparam("since"),
    }
    where = [known[name] for name in sorted(filters)]
    if has_comment is not None:
        where.append(_HAS_COMMENT[has_comment])
    if where:
        source, counted, rows = search_of(RATINGS, newest_first(RATINGS), *where, goes_on=goes_on)
    else:
        source, counted, rows = window_of(RATINGS, goes_on=goes_on)
    joined = (
        source.outerjoin(_RATER, _RATER.c.id == rows.c.rater_id)
        .outerjoin(_RATED, _RATED.c.id == rows.c.rated_user_id)
        .outerjoin(GOALS, GOALS.c.session_id == rows.c.session_id)
    )
    people = (*shown(CONTACT.columns, _RATER), *shown(CONTACT.columns, _RATED))
    columns = (*shown(RATING.columns, rows), *people, GOALS.c.title)
    return _newest(select(counted.c.total, *columns).select_from(joined), rows)


@cache
def audit_logs(filters: frozenset[str], *, goes_on: bool) -> Select[Any]:
    a = AUDIT_LOGS.c
    known = {
        "actor": a.actor_id == bindparam("actor"),
        "action": a.action == bindparam("action"),
        "entity": a.entity_id == bindparam("entity"),
    }
    where = (known[name] for name in sorted(filters))
    # No trigger maintains the total of one actor or one entity, so the rows are counted.
    total = None if filters - {"action"} else tallied(AUDIT_LOGS.name, part="action" if filters else None)
    source, counted, rows = window_of(AUDIT_LOGS, *where, total=total, goes_on=goes_on)
    with_actor = with_keys(source.outerjoin(USERS, USERS.c.id == rows.c.actor_id), rows)
    columns = (*shown(AUDIT_ENTRY.columns, rows), *USER.columns, *KEY_COLUMNS)
    return _newest(select(counted.c.total, *columns).select_from(with_actor), rows)


def _window_in_status(table: Table, *, is_filtered: bool, goes_on: bool) -> Found:
    """Finds a page of all rows, or of those in a status, with a total that is kept."""
    where = (table.c.status == bindparam("status"),) if is_filtered else ()
    total = tallied(table.name, part="status" if is_filtered else None)
    return window_of(table, *where, total=total, goes_on=goes_on)


def _newest(statement: Select[Any], rows: Any) -> Select[Any]:
    """Sorts the rows of a page again, because a join keeps no order."""
    return statement.order_by(rows.c.created_at.desc(), rows.c.id.desc())
