"""What can be asked about payments, from PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, func, literal_column, or_, select, true

from hushroom_adapters.postgres.entities import PAYMENT, SESSION
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import COMPANIONS, LEDGER_ENTRIES, PAYMENTS, SESSIONS
from hushroom_adapters.postgres.tables.payments import LIVE
from hushroom_adapters.postgres.views.access import IS_ADMIN, VIEWER, as_viewer
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import RECENT_PAYOUTS
from hushroom_domain.payments.queries import Earnings, PaymentView
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId
from hushroom_domain.shared.money import Money

MOST = 500

_p, _s, _c, _e = PAYMENTS.c, SESSIONS.c, COMPANIONS.c, LEDGER_ENTRIES.c
_ONE = (
    select(*PAYMENT.columns, *SESSION.columns)
    .select_from(PAYMENTS.join(SESSIONS))
    .where(
        _p.id == bindparam("payment"),
        or_(IS_ADMIN, _p.payer_id == VIEWER, _s.companion_user_id == VIEWER),
    )
)
_OF_USER = (
    select(*PAYMENT.columns).where(_p.payer_id == bindparam("payer")).order_by(*newest_first(PAYMENTS)).limit(MOST)
)
_OF_SESSION = (
    select(*PAYMENT.columns)
    .where(_p.session_id == bindparam("session"))
    .order_by(literal_column(f"({LIVE.text})").desc(), *newest_first(PAYMENTS))
    .limit(1)
)
_EARNED = (
    select(func.coalesce(func.sum(_e.minor), 0).label("earned"))
    .where(_e.account == literal_column("'COMPANION'"), _e.owner_id == _c.id)
    .lateral("earned")
)
_RECENT = (
    select(*PAYMENT.columns)
    .where(_p.companion_id == _c.id, _p.captured_at.is_not(None))
    .order_by(_p.captured_at.desc(), _p.id.desc())
    .limit(RECENT_PAYOUTS)
    .lateral("recent")
)
_EARNINGS = (
    select(_EARNED.c.earned, *(_RECENT.c[column.name] for column in PAYMENT.columns))
    .select_from(COMPANIONS.join(_EARNED, true()).outerjoin(_RECENT, true()))
    .where(_c.user_id == bindparam("user"))
    .order_by(_RECENT.c.captured_at.desc(), _RECENT.c.id.desc())
)


@frozen
class PostgresPaymentViews:
    """Implements `PaymentViews`."""

    reads: Reads

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        row = await self.reads.row(_ONE, payment=payment_id, **as_viewer(viewer))
        return None if row is None else PaymentView(PAYMENT.load(row), SESSION.load(row, PAYMENT.width))

    async def of_user(self, user_id: UserId) -> tuple[Payment, ...]:
        return await self.reads.many(PAYMENT, _OF_USER, payer=user_id)

    async def of_session(self, session_id: SessionId) -> Payment | None:
        return await self.reads.one(PAYMENT, _OF_SESSION, session=session_id)

    async def earnings(self, user_id: UserId) -> Earnings:
        rows = await self.reads.rows(_EARNINGS, user=user_id)
        if not rows:
            return Earnings()
        earned = Money(int(rows[0][0]))
        recent = (PAYMENT.load_if_any(row, 1) for row in rows)
        # Nothing is paid out through the ledger yet, so all that was earned is pending.
        return Earnings(total=earned, pending=earned, recent=tuple(one for one in recent if one is not None))
