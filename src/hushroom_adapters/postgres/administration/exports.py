"""The export of one user from PostgreSQL: one statement for each kind of row."""

from collections.abc import AsyncGenerator, Callable
from typing import Any

from attrs import evolve, frozen
from psycopg.sql import SQL
from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, any_, bindparam, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.audit.seals import KEY_COLUMNS, opened, with_keys
from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.availability.queries import PostgresAvailabilityQueries
from hushroom_adapters.postgres.companions.mappings import FAVOURITE
from hushroom_adapters.postgres.companions.queries import PostgresCompanionQueries
from hushroom_adapters.postgres.companions.tables import COMPANIONS, FAVOURITES
from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row, fetch
from hushroom_adapters.postgres.core.pages import shown
from hushroom_adapters.postgres.core.person_keys import AuditSeals
from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_adapters.postgres.drift.mappings import DRIFT_LOG
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.identity.email_change_tables import EMAIL_CHANGES
from hushroom_adapters.postgres.identity.mappings import (
    DEVICE,
    EMAIL_CHANGE,
    IDENTITY_VERIFICATION,
    LINKED_IDENTITY,
    PASSKEY,
)
from hushroom_adapters.postgres.identity.passkey_tables import PASSKEYS
from hushroom_adapters.postgres.identity.provider_tables import LINKED_IDENTITIES
from hushroom_adapters.postgres.identity.queries import PostgresUserQueries
from hushroom_adapters.postgres.identity.tables import (
    BROWSER_SIGN_INS,
    DEVICES,
    IDENTITY_VERIFICATIONS,
    ONE_TIME_TOKENS,
    REFRESH_TOKENS,
)
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.notifications.mappings import NOTIFICATION
from hushroom_adapters.postgres.notifications.queries import SENT_EMAIL
from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS, PUSH_SUBSCRIPTIONS, SENT_EMAILS
from hushroom_adapters.postgres.notifications.unread import KNOWN
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.payments.mappings import PAYMENT, POSTING, REFUND
from hushroom_adapters.postgres.payments.tables import LEDGER_ENTRIES, PAYMENTS, REFUNDS
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.queries import WITH_TERMS, session_view
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.administration.model import PushDevice, SentLink, SignIn
from hushroom_domain.administration.policy import EXPORT_SLICE
from hushroom_domain.administration.queries import SLICED_LISTS, AuditEntry, Export
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.shared.ids import UserId

SIGN_IN = RowMapper(SignIn, REFRESH_TOKENS)
SENT_LINK = RowMapper(SentLink, ONE_TIME_TOKENS)
PUSH_DEVICE = RowMapper(PushDevice, PUSH_SUBSCRIPTIONS)
"""The columns of these tables in an export; secrets and their digests are not among them."""
LONGEST_SECONDS = 300.0
"""The longest time that one export holds its connection; the limit of each statement is the usual one."""
KEYS = ARRAY(UUID)
USER_ID: BindParameter[Any] = bindparam("user")
_s, _r, _p, _a = SESSIONS.c, RATINGS.c, PAYMENTS.c, AUDIT_LOGS.c
_IS_PARTY = or_(_s.seeker_id == USER_ID, _s.companion_user_id == USER_ID)
_COMPANION = select(COMPANIONS.c.id).where(COMPANIONS.c.user_id == USER_ID).scalar_subquery()
_OWNERS = ((LedgerAccount.SEEKER, USER_ID), (LedgerAccount.COMPANION, _COMPANION))


def _own(table: Table) -> ColumnElement[bool]:
    return table.c.user_id == USER_ID


def _of_account(account: LedgerAccount, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(LEDGER_ENTRIES.c.account == account.value, LEDGER_ENTRIES.c.owner_id == owner)


_SESSIONS = (
    select(*SESSION.columns, *GOAL.columns, *CONTRACT.columns)
    .select_from(WITH_TERMS)
    .where(_IS_PARTY)
    .order_by(*newest_first(SESSIONS))
)
_DRIFT_LOGS = (
    select(*DRIFT_LOG.columns)
    .where(DRIFT_LOGS.c.session_id == any_(bindparam("ids", type_=KEYS)))
    .order_by(*newest_first(DRIFT_LOGS))
)
_RATINGS = select(*RATING.columns).order_by(*newest_first(RATINGS))
_GIVEN = _RATINGS.where(_r.rater_id == USER_ID)
_RECEIVED = _RATINGS.where(_r.rated_user_id == USER_ID, _r.is_public)
_PAID_OR_EARNED = or_(_p.payer_id == USER_ID, (_p.companion_id == _COMPANION) & _p.captured_at.is_not(None))
_PAYMENTS = select(*PAYMENT.columns).where(_PAID_OR_EARNED).order_by(*newest_first(PAYMENTS))
_REFUNDS = (
    select(*REFUND.columns)
    .where(REFUNDS.c.payment_id == any_(bindparam("ids", type_=KEYS)))
    .order_by(*newest_first(REFUNDS))
)
_POSTINGS = (
    select(*POSTING.columns)
    .where(or_(*(_of_account(account, owner) for account, owner in _OWNERS)))
    .order_by(LEDGER_ENTRIES.c.posted_at.desc(), LEDGER_ENTRIES.c.id.desc())
)
_BROWSER = BROWSER_SIGN_INS.c
_BROWSERS = select(
    _BROWSER.id,
    _BROWSER.id.label("family_id"),
    _BROWSER.expires_at,
    _BROWSER.last_used_at.label("used_at"),
    _BROWSER.revoked_at,
    _BROWSER.created_at,
).where(_own(BROWSER_SIGN_INS))
_BEGUN = union_all(select(*SIGN_IN.columns).where(_own(REFRESH_TOKENS)), _BROWSERS).subquery("begun")
_SIGN_INS = select(*shown(SIGN_IN.columns, _BEGUN)).order_by(_BEGUN.c.created_at.desc(), _BEGUN.c.id.desc())
_DEVICES = select(*DEVICE.columns).where(_own(DEVICES)).order_by(DEVICES.c.last_used_at.desc(), DEVICES.c.id.desc())
_IDENTITIES = select(*LINKED_IDENTITY.columns).where(_own(LINKED_IDENTITIES)).order_by(*newest_first(LINKED_IDENTITIES))
_EMAIL_CHANGES = (
    select(*EMAIL_CHANGE.columns)
    .where(_own(EMAIL_CHANGES))
    .order_by(EMAIL_CHANGES.c.asked_at.desc(), EMAIL_CHANGES.c.id.desc())
)
_PASSKEYS = select(*PASSKEY.columns).where(_own(PASSKEYS)).order_by(*newest_first(PASSKEYS))
_LINKS = select(*SENT_LINK.columns).where(_own(ONE_TIME_TOKENS)).order_by(*newest_first(ONE_TIME_TOKENS))
_EMAILS = (
    select(*SENT_EMAIL.columns)
    .where(_own(SENT_EMAILS))
    .order_by(SENT_EMAILS.c.claimed_at.desc(), SENT_EMAILS.c.key.desc())
)
_PUSH_DEVICES = select(*PUSH_DEVICE.columns).where(_own(PUSH_SUBSCRIPTIONS)).order_by(*newest_first(PUSH_SUBSCRIPTIONS))
_NOTIFICATIONS = select(*NOTIFICATION.columns).where(_own(NOTIFICATIONS), KNOWN).order_by(*newest_first(NOTIFICATIONS))
_FAVOURITES = select(*FAVOURITE.columns).where(_own(FAVOURITES)).order_by(*newest_first(FAVOURITES))
_VERIFICATIONS = select(*IDENTITY_VERIFICATION.columns).where(_own(IDENTITY_VERIFICATIONS))
_REPORTS = select(*REPORT.columns).where(ABUSE_REPORTS.c.reporter_id == USER_ID).order_by(*newest_first(ABUSE_REPORTS))
_THEIRS = (
    select(_p.id).where(_PAID_OR_EARNED),
    select(_s.id).where(_IS_PARTY),
    select(ABUSE_REPORTS.c.id).where(ABUSE_REPORTS.c.reporter_id == USER_ID),
)
# Arrays, because the planner scans the whole log for subqueries under OR.
_AUDIT_LOGS = (
    select(*AUDIT_ENTRY.columns, *KEY_COLUMNS)
    .select_from(with_keys(AUDIT_LOGS, AUDIT_LOGS))
    .where(
        or_(
            _a.actor_id == USER_ID,
            _a.entity_id == USER_ID,
            _a.entity_id == _COMPANION,
            *(_a.entity_id == any_(func.array(ids.scalar_subquery())) for ids in _THEIRS),
        )
    )
    .order_by(*newest_first(AUDIT_LOGS))
)


_LISTS: dict[str, tuple[Select[Any], Callable[[Row], Any]]] = {
    "sign_ins": (_SIGN_INS, SIGN_IN.load),
    "devices": (_DEVICES, DEVICE.load),
    "identities": (_IDENTITIES, LINKED_IDENTITY.load),
    "passkeys": (_PASSKEYS, PASSKEY.load),
    "email_changes": (_EMAIL_CHANGES, EMAIL_CHANGE.load),
    "links": (_LINKS, SENT_LINK.load),
    "emails": (_EMAILS, SENT_EMAIL.load),
    "push_devices": (_PUSH_DEVICES, PUSH_DEVICE.load),
    "notifications": (_NOTIFICATIONS, NOTIFICATION.load),
    "favourites": (_FAVOURITES, FAVOURITE.load),
    "verifications": (_VERIFICATIONS, IDENTITY_VERIFICATION.load),
    "sessions": (_SESSIONS, session_view),
    "ratings_given": (_GIVEN, RATING.load),
    "ratings_received": (_RECEIVED, RATING.load),
    "payments": (_PAYMENTS, PAYMENT.load),
    "postings": (_POSTINGS, POSTING.load),
    "reports": (_REPORTS, REPORT.load),
    "audit_logs": (_AUDIT_LOGS, lambda row: (AUDIT_ENTRY.load(row), (row[-2], row[-1]))),
}
_SNAPSHOT = SQL("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_ALL_OF_IT = SQL("SET LOCAL cursor_tuple_fraction = 1")
"""Makes the planner optimise for all rows of a cursor, because an export reads all of them."""


@frozen
class PostgresExportQueries:
    """Implements `ExportQueries`; every list is newest first.

    The lists are read through cursors of one transaction, all as of one moment, so that no more than a slice is in
    memory and no statement takes longer than a slice does.
    """

    executor: QueryExecutor
    seals: AuditSeals | None = None

    async def slices(self, user_id: UserId) -> AsyncGenerator[Export, None]:
        found = await PostgresUserQueries(self.executor).profile(user_id)
        if found is None:
            return
        yield Export(
            user=found.user,
            languages=found.languages,
            companion=await PostgresCompanionQueries(self.executor).own(user_id),
            availability=await PostgresAvailabilityQueries(self.executor).of_user(user_id) or (),
        )
        empty = Export(user=found.user)
        database = self.executor.database
        async with database.connection(LONGEST_SECONDS) as connection, connection.transaction():
            await connection.execute(_SNAPSHOT)
            await connection.execute(_ALL_OF_IT)
            for name in SLICED_LISTS:
                statement, load = _LISTS[name]
                ready = compiled(statement)
                async with connection.cursor(name=name) as cursor:
                    await cursor.execute(ready.sql, ready.constants | {"user": user_id})
                    while rows := await cursor.fetchmany(EXPORT_SLICE):
                        listed: Any = {name: tuple(map(load, rows))}
                        if name == "audit_logs":
                            listed = {name: tuple(opened(entry, keys, self.seals) for entry, keys in listed[name])}
                        yield await _with_parts(connection, evolve(empty, **listed))


async def _with_parts(connection: Connection, part: Export) -> Export:
    """Returns the slice with the drift logs of its sessions and the refunds of its payments.

    Acts of others are told without who did them and from where: that is the other one's own affair.
    """
    sessions = [view.session.id for view in part.sessions]
    payments = [payment.id for payment in part.payments]
    logs = await fetch(connection, compiled(_DRIFT_LOGS), {"ids": sessions}) if sessions else []
    refunds = await fetch(connection, compiled(_REFUNDS), {"ids": payments}) if payments else []
    return evolve(
        part,
        drift_logs=tuple(map(DRIFT_LOG.load, logs)),
        refunds=tuple(map(REFUND.load, refunds)),
        audit_logs=tuple(_as_told(entry, part.user.id) for entry in part.audit_logs),
    )


def _as_told(entry: AuditEntry, user_id: UserId) -> AuditEntry:
    return entry if entry.actor_id == user_id else evolve(entry, actor_id=None, ip_address=None, user_agent=None)
