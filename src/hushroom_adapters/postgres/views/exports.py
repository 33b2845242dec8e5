"""All that is held on one user, from PostgreSQL: one statement for each kind of thing."""

from typing import Any

from attrs import evolve, frozen
from sqlalchemy import BindParameter, ColumnElement, Table, and_, any_, bindparam, func, or_, select

from hushroom_adapters.postgres.entities import (
    AUDIT_ENTRY,
    CONTRACT,
    DRIFT_LOG,
    GOAL,
    PAYMENT,
    POSTING,
    RATING,
    REFUND,
    REPORT,
    SESSION,
)
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.shapes import Shape
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import (
    ABUSE_REPORTS,
    AUDIT_LOGS,
    COMPANIONS,
    DELIVERIES,
    DRIFT_LOGS,
    LEDGER_ENTRIES,
    ONE_TIME_TOKENS,
    PAYMENTS,
    RATINGS,
    REFRESH_TOKENS,
    REFUNDS,
    SESSIONS,
)
from hushroom_adapters.postgres.views.availability import PostgresAvailabilityViews
from hushroom_adapters.postgres.views.companions import PostgresCompanionViews
from hushroom_adapters.postgres.views.sessions import WITH_TERMS, session_view
from hushroom_adapters.postgres.views.users import PostgresUserViews
from hushroom_domain.administration.model import SentLetter, SentLink, SignIn
from hushroom_domain.administration.queries import AuditEntry, Export
from hushroom_domain.payments.ledger import Account
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.shared.ids import UserId

SIGN_IN = Shape(SignIn, REFRESH_TOKENS)
SENT_LINK = Shape(SentLink, ONE_TIME_TOKENS)
SENT_LETTER = Shape(SentLetter, DELIVERIES)
"""What is read of these tables, so that no digest ever leaves them."""
USER_ID: BindParameter[Any] = bindparam("user")
_s, _r, _p, _a = SESSIONS.c, RATINGS.c, PAYMENTS.c, AUDIT_LOGS.c
_IS_PARTY = or_(_s.seeker_id == USER_ID, _s.companion_user_id == USER_ID)
_COMPANION = select(COMPANIONS.c.id).where(COMPANIONS.c.user_id == USER_ID).scalar_subquery()
_OWNERS = ((Account.SEEKER, USER_ID), (Account.COMPANION, _COMPANION))


def _own(table: Table) -> ColumnElement[bool]:
    return table.c.user_id == USER_ID


def _of_account(account: Account, owner: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(LEDGER_ENTRIES.c.account == account.value, LEDGER_ENTRIES.c.owner_id == owner)


_SESSIONS = (
    select(*SESSION.columns, *GOAL.columns, *CONTRACT.columns)
    .select_from(WITH_TERMS)
    .where(_IS_PARTY)
    .order_by(*newest_first(SESSIONS))
)
_DRIFT_LOGS = (
    select(*DRIFT_LOG.columns)
    .select_from(DRIFT_LOGS.join(SESSIONS, _s.id == DRIFT_LOGS.c.session_id))
    .where(_IS_PARTY)
    .order_by(*newest_first(DRIFT_LOGS))
)
_RATINGS = (
    select(*RATING.columns)
    .where(or_(_r.rater_id == USER_ID, (_r.rated_user_id == USER_ID) & _r.is_public))
    .order_by(*newest_first(RATINGS))
)
_PAID_OR_EARNED = or_(_p.payer_id == USER_ID, (_p.companion_id == _COMPANION) & _p.captured_at.is_not(None))
_PAYMENTS = select(*PAYMENT.columns).where(_PAID_OR_EARNED).order_by(*newest_first(PAYMENTS))
_REFUNDS = (
    select(*REFUND.columns)
    .select_from(REFUNDS.join(PAYMENTS, _p.id == REFUNDS.c.payment_id))
    .where(_PAID_OR_EARNED)
    .order_by(*newest_first(REFUNDS))
)
_POSTINGS = (
    select(*POSTING.columns)
    .where(or_(*(_of_account(account, owner) for account, owner in _OWNERS)))
    .order_by(LEDGER_ENTRIES.c.posted_at.desc(), LEDGER_ENTRIES.c.id.desc())
)
_SIGN_INS = select(*SIGN_IN.columns).where(_own(REFRESH_TOKENS)).order_by(*newest_first(REFRESH_TOKENS))
_LINKS = select(*SENT_LINK.columns).where(_own(ONE_TIME_TOKENS)).order_by(*newest_first(ONE_TIME_TOKENS))
_LETTERS = (
    select(*SENT_LETTER.columns)
    .where(_own(DELIVERIES))
    .order_by(DELIVERIES.c.claimed_at.desc(), DELIVERIES.c.key.desc())
)
_REPORTS = select(*REPORT.columns).where(ABUSE_REPORTS.c.reporter_id == USER_ID).order_by(*newest_first(ABUSE_REPORTS))
_THEIRS = (
    select(_p.id).where(_PAID_OR_EARNED),
    select(_s.id).where(_IS_PARTY),
    select(ABUSE_REPORTS.c.id).where(ABUSE_REPORTS.c.reporter_id == USER_ID),
)
# As arrays: of a subquery among alternatives the planner would scan the whole log.
_AUDIT_LOGS = (
    select(*AUDIT_ENTRY.columns)
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


@frozen
class PostgresExportViews:
    """Implements `ExportViews`; every list is newest first."""

    reads: Reads

    async def of_user(self, user_id: UserId) -> Export | None:
        found = await PostgresUserViews(self.reads).profile(user_id)
        if found is None:
            return None
        ratings = await self.reads.many(RATING, _RATINGS, user=user_id)
        return Export(
            user=found.user,
            languages=found.languages,
            sign_ins=await self.reads.many(SIGN_IN, _SIGN_INS, user=user_id),
            links=await self.reads.many(SENT_LINK, _LINKS, user=user_id),
            letters=await self.reads.many(SENT_LETTER, _LETTERS, user=user_id),
            companion=await PostgresCompanionViews(self.reads).own(user_id),
            availability=await PostgresAvailabilityViews(self.reads).of_user(user_id) or (),
            sessions=await self._sessions(user_id),
            drift_logs=await self.reads.many(DRIFT_LOG, _DRIFT_LOGS, user=user_id),
            ratings_given=_by(ratings, user_id),
            ratings_received=tuple(rating for rating in ratings if rating.rater_id != user_id),
            payments=await self.reads.many(PAYMENT, _PAYMENTS, user=user_id),
            refunds=await self.reads.many(REFUND, _REFUNDS, user=user_id),
            postings=await self.reads.many(POSTING, _POSTINGS, user=user_id),
            reports=await self.reads.many(REPORT, _REPORTS, user=user_id),
            audit_logs=await self._audit_logs(user_id),
        )

    async def _sessions(self, user_id: UserId) -> tuple[SessionView, ...]:
        return tuple(session_view(row) for row in await self.reads.rows(_SESSIONS, user=user_id))

    async def _audit_logs(self, user_id: UserId) -> tuple[AuditEntry, ...]:
        """What the user did, and what was done to them; by whom and from where is the other one's own affair."""
        entries = await self.reads.many(AUDIT_ENTRY, _AUDIT_LOGS, user=user_id)
        return tuple(
            entry if entry.actor_id == user_id else evolve(entry, actor_id=None, ip_address=None, user_agent=None)
            for entry in entries
        )


def _by(ratings: tuple[Rating, ...], user_id: UserId) -> tuple[Rating, ...]:
    return tuple(rating for rating in ratings if rating.rater_id == user_id)
