"""The devices of sign-ins in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Text, bindparam, cast, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

from hushroom_adapters.postgres.core.executor import QueryExecutor, TableStatements
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import DEVICE
from hushroom_adapters.postgres.identity.tables import BROWSER_SIGN_INS, DEVICES, REFRESH_TOKENS
from hushroom_domain.identity.model import Device
from hushroom_domain.identity.policy import DEVICES_LISTED, SIGN_IN_IDLE
from hushroom_domain.shared.ids import FamilyId, UserId

_d, _t, _b = DEVICES.c, REFRESH_TOKENS.c, BROWSER_SIGN_INS.c
_DEVICES = TableStatements(DEVICE)
BUT = cast(bindparam("but"), UUID(as_uuid=True))
_REMOVE = delete(DEVICES).where(_d.id == bindparam("sign_in"))
_REMOVE_ALL = delete(DEVICES).where(_d.user_id == bindparam("user"), _d.id.is_distinct_from(BUT))
_LIKE = select(
    exists().where(
        _d.user_id == bindparam("user"),
        _d.label.is_not_distinct_from(cast(bindparam("label"), Text)),
        _d.network.is_not_distinct_from(cast(bindparam("network"), Text)),
    )
)
_SWEEP = delete(DEVICES).where(_d.last_used_at < bindparam("before"))
_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
_LIVE = (
    select(*DEVICE.columns)
    .where(
        _d.user_id == bindparam("user"),
        or_(
            exists().where(_t.family_id == _d.id, _t.revoked_at.is_(None), _t.used_at.is_(None), _t.expires_at > _NOW),
            exists().where(
                _b.id == _d.id, _b.revoked_at.is_(None), _b.expires_at > _NOW, _b.last_used_at > bindparam("idle_since")
            ),
        ),
    )
    .order_by(_d.last_used_at.desc(), _d.id.desc())
    .limit(DEVICES_LISTED)
)


@frozen
class PostgresDevices:
    """Implements `Devices`."""

    transaction: Transaction

    async def add(self, device: Device) -> None:
        await self.transaction.add(_DEVICES, device)

    async def get(self, sign_in_id: FamilyId) -> Device | None:
        return await self.transaction.one(DEVICE, _DEVICES.by_id, id=sign_in_id)

    async def save(self, device: Device) -> None:
        await self.transaction.save(_DEVICES, device)

    async def has_like(self, device: Device) -> bool:
        row = await self.transaction.row(_LIKE, user=device.user_id, label=device.label, network=device.network)
        return row is not None and bool(row[0])

    async def remove(self, sign_in_id: FamilyId) -> None:
        await self.transaction.run(_REMOVE, sign_in=sign_in_id)

    async def remove_all(self, user_id: UserId, but: FamilyId | None = None) -> None:
        await self.transaction.run(_REMOVE_ALL, user=user_id, but=but)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)


@frozen
class PostgresDeviceQueries:
    """Implements `DeviceQueries`."""

    executor: QueryExecutor

    async def of(self, user_id: UserId, now: datetime) -> tuple[Device, ...]:
        return await self.executor.many(DEVICE, _LIVE, user=user_id, now=now, idle_since=now - SIGN_IN_IDLE)
