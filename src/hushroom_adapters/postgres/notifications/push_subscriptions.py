"""Push subscriptions in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import ColumnElement, and_, bindparam, cast, delete, exists, not_, or_, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID, insert

from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.tables import BROWSER_SIGN_INS, REFRESH_TOKENS
from hushroom_adapters.postgres.notifications.mappings import PUSH_SUBSCRIPTION
from hushroom_adapters.postgres.notifications.tables import PUSH_SUBSCRIPTIONS
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_domain.identity.policy import SIGN_IN_IDLE
from hushroom_domain.notifications.model import PushSubscription
from hushroom_domain.shared.ids import FamilyId, PushSubscriptionId, UserId

_d, _t, _b = PUSH_SUBSCRIPTIONS.c, REFRESH_TOKENS.c, BROWSER_SIGN_INS.c
_KEPT = {"id", "created_at", "last_success_at"}
"""The columns of a known endpoint that another subscription does not change."""


def _living(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Returns whether the sign-in of the subscription has neither ended nor expired."""
    link = and_(_t.family_id == _d.sign_in_id, _t.user_id == _d.user_id, _t.revoked_at.is_(None), _t.expires_at > now)
    browser = and_(
        _b.id == _d.sign_in_id,
        _b.user_id == _d.user_id,
        _b.revoked_at.is_(None),
        _b.expires_at > now,
        _b.last_used_at > now - SIGN_IN_IDLE,
    )
    return or_(exists().where(link), exists().where(browser))


_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
_NEW = insert(PUSH_SUBSCRIPTIONS).values({column.name: bindparam(column.name) for column in _d})
_PUT = _NEW.on_conflict_do_update(
    index_elements=[_d.endpoint],
    set_={column.name: _NEW.excluded[column.name] for column in _d if column.name not in _KEPT},
).returning(*PUSH_SUBSCRIPTION.columns)
_BY_ID = select(*PUSH_SUBSCRIPTION.columns).where(_d.id == bindparam("of"), _living(_NOW))
_OF = (
    select(*PUSH_SUBSCRIPTION.columns)
    .where(_d.user_id == bindparam("user"), _living(_NOW))
    .order_by(*newest_first(PUSH_SUBSCRIPTIONS))
)
_ACCEPTED = update(PUSH_SUBSCRIPTIONS).where(_d.id == bindparam("of")).values(last_success_at=_NOW)
_DELETE = delete(PUSH_SUBSCRIPTIONS)
_REMOVE = _DELETE.where(_d.id == bindparam("of"))
_REMOVE_ENDPOINT = _DELETE.where(_d.user_id == bindparam("user"), _d.endpoint == bindparam("at"))
_SWEEP = _DELETE.where(not_(_living(_NOW)))
_END_FAMILY = _DELETE.where(_d.sign_in_id == bindparam("family"))
_END_ALL = _DELETE.where(
    _d.user_id == bindparam("user"), _d.sign_in_id.is_distinct_from(cast(bindparam("but"), UUID(as_uuid=True)))
)


@frozen
class PostgresPushSubscriptions:
    """Implements `PushSubscriptions`, and `SignInRights` of identity."""

    transaction: Transaction

    async def put(self, subscription: PushSubscription) -> PushSubscription:
        row = await self.transaction.row(_PUT, **PUSH_SUBSCRIPTION.dump(subscription))
        assert row is not None, "a conflict updates the row"
        return PUSH_SUBSCRIPTION.load(row)

    async def get(self, subscription_id: PushSubscriptionId, now: datetime) -> PushSubscription | None:
        return await self.transaction.one(PUSH_SUBSCRIPTION, _BY_ID, of=subscription_id, now=now)

    async def of(self, user_id: UserId, now: datetime) -> tuple[PushSubscription, ...]:
        rows = await self.transaction.rows(_OF, user=user_id, now=now)
        return tuple(map(PUSH_SUBSCRIPTION.load, rows))

    async def accepted(self, subscription_id: PushSubscriptionId, now: datetime) -> None:
        await self.transaction.run(_ACCEPTED, of=subscription_id, now=now)

    async def remove(self, subscription_id: PushSubscriptionId) -> None:
        await self.transaction.run(_REMOVE, of=subscription_id)

    async def remove_endpoint(self, user_id: UserId, endpoint: str) -> None:
        await self.transaction.run(_REMOVE_ENDPOINT, user=user_id, at=endpoint)

    async def sweep(self, now: datetime) -> int:
        return await self.transaction.run(_SWEEP, now=now)

    async def end_family(self, family_id: FamilyId) -> None:
        await self.transaction.run(_END_FAMILY, family=family_id)

    async def end_all(self, user_id: UserId, but: FamilyId | None = None) -> None:
        await self.transaction.run(_END_ALL, user=user_id, but=but)
