"""The queries about payments on PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, literal_column, or_, select, true

from hushroom_adapters.postgres.companions.cards import Cards, card_at
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window, shown
from hushroom_adapters.postgres.core.sql import keeps_plan, word
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.identity.persons import PERSON
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.ordering import listed, newest_first, over
from hushroom_adapters.postgres.payments.mappings import PAYMENT
from hushroom_adapters.postgres.payments.tables import IS_EARNED, IS_LIVE, LEDGER_ENTRIES, PAYMENTS
from hushroom_adapters.postgres.sessions.access import IS_ADMIN, VIEWER, as_viewer
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.identity.model import Viewer
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import RECENT_PAYOUTS
from hushroom_domain.payments.queries import EARNED_LIST, PAYMENT_LIST, Earned, Earnings, PaymentView
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Slice, Window

_p, _s, _c, _e = PAYMENTS.c, SESSIONS.c, COMPANIONS.c, LEDGER_ENTRIES.c
_SESSION_AT = PAYMENT.width
_GOAL_AT = _SESSION_AT + SESSION.width
_CARD_AT = _GOAL_AT + GOAL.width
_CARDS = Cards.of(
    COMPANIONS,
    before=PAYMENTS.join(SESSIONS, _s.id == _p.session_id)
    .outerjoin(GOALS, GOALS.c.session_id == _s.id)
    .outerjoin(COMPANIONS, _c.id == _p.companion_id),
)
_SEEN = select(*PAYMENT.columns, *SESSION.columns, *GOAL.columns, *_CARDS.columns).select_from(_CARDS.source)
_ONE = _SEEN.where(
    _p.id == bindparam("payment"),
    or_(IS_ADMIN, _p.payer_id == VIEWER, _s.companion_user_id == VIEWER),
)
_PAID = _SEEN.where(_p.payer_id == bindparam("payer"))
_OF_USER = {goes_on: keeps_plan(listed(_PAID, newest_first(PAYMENTS), goes_on=goes_on)) for goes_on in (False, True)}
_OF_SESSION = (
    select(*PAYMENT.columns)
    .where(_p.session_id == bindparam("session"))
    .order_by(literal_column(f"({IS_LIVE.text})").desc(), *newest_first(PAYMENTS))
    .limit(1)
)
_LEDGER = (
    select(func.coalesce(func.sum(_e.minor), 0).label("earned"))
    .where(_e.account == literal_column("'COMPANION'"), _e.owner_id == _c.id)
    .lateral("ledger")
)
_IS_THEIRS = (_p.companion_id == _c.id, IS_EARNED)
# The companion's share of `commission.split` in SQL: the amount less the fee, which is rounded half up.
_FEE = (2 * _p.amount_minor * _p.commission_basis_points + 10_000) // literal_column("20000", BigInteger)
_SHARE = _p.amount_minor - _FEE
_TOTALS = (
    select(
        func.coalesce(func.sum(_SHARE).filter(_p.status == word(PaymentStatus.AUTHORIZED)), 0).label("pending"),
        func.count().filter(_p.status == word(PaymentStatus.CAPTURED)).label("captured"),
    )
    .where(*_IS_THEIRS)
    .lateral("totals")
)
_RECENT = (
    select(*PAYMENT.columns)
    .where(*_IS_THEIRS)
    .order_by(*newest_first(PAYMENTS))
    .limit(RECENT_PAYOUTS)
    .lateral("recent")
)
_EARNED_AT = 3
_EARNINGS = (
    select(
        _LEDGER.c.earned,
        _TOTALS.c.pending,
        _TOTALS.c.captured,
        *shown(PAYMENT.columns, _RECENT),
        *SESSION.columns,
        *GOAL.columns,
        *PERSON.columns,
    )
    .select_from(
        COMPANIONS.join(_LEDGER, true())
        .join(_TOTALS, true())
        .outerjoin(_RECENT, true())
        .outerjoin(SESSIONS, _s.id == _RECENT.c.session_id)
        .outerjoin(GOALS, GOALS.c.session_id == _s.id)
        .outerjoin(USERS, USERS.c.id == _s.seeker_id)
    )
    .where(_c.user_id == bindparam("user"))
    .order_by(_RECENT.c.created_at.desc(), _RECENT.c.id.desc())
)
_OWN_PROFILE = select(_c.id).where(_c.user_id == bindparam("user")).scalar_subquery()
_EARNED = select(*PAYMENT.columns).where(_p.companion_id == _OWN_PROFILE, IS_EARNED)


def _earned_list(*conditions: ColumnElement[bool], goes_on: bool) -> Select[Any]:
    """Selects a window of a companion's payments, and then their sessions, goals and seekers."""
    newest = newest_first(PAYMENTS)
    rows = listed(_EARNED.where(*conditions), newest, goes_on=goes_on).subquery("earned")
    return (
        select(*shown(PAYMENT.columns, rows), *SESSION.columns, *GOAL.columns, *PERSON.columns)
        .select_from(
            rows.join(SESSIONS, _s.id == rows.c.session_id)
            .outerjoin(GOALS, GOALS.c.session_id == _s.id)
            .join(USERS, USERS.c.id == _s.seeker_id)
        )
        .order_by(*over(rows, newest))
    )


_EARNED_LISTS = {
    (len(conditions), goes_on): _earned_list(*conditions, goes_on=goes_on)
    for conditions in ((), (_p.status == bindparam("status"),))
    for goes_on in (False, True)
}


@frozen
class PostgresPaymentQueries:
    """Implements `PaymentQueries`."""

    executor: QueryExecutor

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        row = await self.executor.row(_ONE, payment=payment_id, **as_viewer(viewer))
        return None if row is None else payment_view(row)

    async def of_user(self, user_id: UserId, window: Window) -> Slice[PaymentView]:
        rows = await self.executor.rows(_OF_USER[window.after is not None], payer=user_id, **as_window(window))
        return PAYMENT_LIST.cut([payment_view(row) for row in rows], window.take)

    async def of_session(self, session_id: SessionId) -> Payment | None:
        return await self.executor.one(PAYMENT, _OF_SESSION, session=session_id)

    async def earnings(self, user_id: UserId) -> Earnings:
        rows = await self.executor.rows(_EARNINGS, user=user_id)
        if not rows:
            return Earnings()
        earned, pending, captured = rows[0][:_EARNED_AT]
        return Earnings(
            total=Money(int(earned)),
            pending=Money(int(pending)),
            completed_payouts=captured,
            recent=tuple(_earned(row, _EARNED_AT) for row in rows if row[_EARNED_AT] is not None),
        )

    async def earned(self, user_id: UserId, status: PaymentStatus | None, window: Window) -> Slice[Earned]:
        given = {} if status is None else {"status": status.value}
        statement = _EARNED_LISTS[len(given), window.after is not None]
        rows = await self.executor.rows(statement, user=user_id, **given, **as_window(window))
        return EARNED_LIST.cut([_earned(row) for row in rows], window.take)


def payment_view(row: Sequence[Any]) -> PaymentView:
    """Builds the payment with its session, goal and companion, in the order of their columns."""
    return PaymentView(
        payment=PAYMENT.load(row),
        session=SESSION.load(row, _SESSION_AT),
        goal=GOAL.load_if_any(row, _GOAL_AT),
        companion=card_at(row, _CARD_AT),
    )


def _earned(row: Sequence[Any], at: int = 0) -> Earned:
    """Builds the earned payment whose columns begin at position `at`."""
    return Earned(
        payment=PAYMENT.load(row, at),
        session=SESSION.load(row, at + _SESSION_AT),
        goal=GOAL.load_if_any(row, at + _GOAL_AT),
        seeker=PERSON.load(row, at + _CARD_AT),
    )
