"""The tokens of mailed links in PostgreSQL."""

from collections.abc import Collection
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, func, update

from hushroom_adapters.postgres.core.columns import TEXTS
from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import ONE_TIME_TOKEN
from hushroom_adapters.postgres.identity.tables import BROWSER_SIGN_INS, ONE_TIME_TOKENS, REFRESH_TOKENS
from hushroom_domain.identity.model import OneTimeToken, TokenPurpose
from hushroom_domain.shared.ids import UserId

_o = ONE_TIME_TOKENS.c
_ONE_TIME_TOKENS = TableStatements(ONE_TIME_TOKEN)
_ONE_TIME = _ONE_TIME_TOKENS.by(_o.digest, _o.purpose)
_LOCK_ONE_TIME = locked(_ONE_TIME)
_REVOKE_ONE_TIME = (
    update(ONE_TIME_TOKENS)
    .where(_o.user_id == bindparam("user"), _o.purpose == func.any(bindparam("of", type_=TEXTS)), _o.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_EXPIRING = (ONE_TIME_TOKENS, REFRESH_TOKENS, BROWSER_SIGN_INS)
_SWEEP = [delete(table).where(table.c.expires_at < bindparam("before")) for table in _EXPIRING]


@frozen
class PostgresOneTimeTokens:
    """Implements `OneTimeTokens`."""

    transaction: Transaction

    async def add(self, token: OneTimeToken) -> None:
        await self.transaction.add(_ONE_TIME_TOKENS, token)

    async def get(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        return await self.transaction.one(ONE_TIME_TOKEN, _ONE_TIME, digest=digest, purpose=purpose.value)

    async def lock(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        return await self.transaction.one(ONE_TIME_TOKEN, _LOCK_ONE_TIME, digest=digest, purpose=purpose.value)

    async def save(self, token: OneTimeToken) -> None:
        await self.transaction.save(_ONE_TIME_TOKENS, token)

    async def revoke(self, user_id: UserId, purposes: Collection[TokenPurpose], now: datetime) -> None:
        named = sorted(purpose.value for purpose in purposes)
        await self.transaction.run(_REVOKE_ONE_TIME, user=user_id, of=named, now=now)

    async def sweep(self, before: datetime) -> int:
        return sum([await self.transaction.run(statement, before=before) for statement in _SWEEP])
