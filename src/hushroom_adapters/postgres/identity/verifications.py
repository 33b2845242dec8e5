"""The verifications of identities in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import IDENTITY_VERIFICATION
from hushroom_adapters.postgres.identity.tables import IDENTITY_VERIFICATIONS
from hushroom_domain.identity.model import IdentityVerification
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.shared.ids import UserId

_v = IDENTITY_VERIFICATIONS.c
_OF_USER = select(*IDENTITY_VERIFICATION.columns).where(_v.user_id == bindparam("user_id"))
_OF_SESSION = select(_v.user_id).where(_v.session_id == bindparam("session"))
_NEW = insert(IDENTITY_VERIFICATIONS).values({column.name: bindparam(column.name) for column in _v})
_PUT = _NEW.on_conflict_do_update(
    index_elements=[_v.user_id],
    set_={column.name: _NEW.excluded[column.name] for column in _v if column.name != "user_id"},
)
_REMOVE = delete(IDENTITY_VERIFICATIONS).where(_v.user_id == bindparam("user"))
_VERIFIED_BEFORE = (
    select(_v.user_id)
    .where(_v.status == VerificationStatus.VERIFIED.value, _v.verified_at <= bindparam("moment"))
    .order_by(_v.verified_at, _v.user_id)
    .limit(bindparam("limit"))
)


@frozen
class PostgresIdentityVerifications:
    """Implements `IdentityVerifications`."""

    transaction: Transaction

    async def get(self, user_id: UserId) -> IdentityVerification | None:
        return await self.transaction.one(IDENTITY_VERIFICATION, _OF_USER, user_id=user_id)

    async def user_of_session(self, session_id: str) -> UserId | None:
        rows = await self.transaction.rows(_OF_SESSION, session=session_id)
        return UserId(rows[0][0]) if rows else None

    async def put(self, verification: IdentityVerification) -> None:
        await self.transaction.run(_PUT, **IDENTITY_VERIFICATION.dump(verification))

    async def remove(self, user_id: UserId) -> None:
        await self.transaction.run(_REMOVE, user=user_id)

    async def verified_before(self, moment: datetime, limit: int) -> tuple[UserId, ...]:
        rows = await self.transaction.rows(_VERIFIED_BEFORE, moment=moment, limit=limit)
        return tuple(UserId(row[0]) for row in rows)
