"""Passkeys and their challenges in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, insert

from hushroom_adapters.postgres.core.columns import is_known
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import PASSKEY, PASSKEY_CHALLENGE
from hushroom_adapters.postgres.identity.passkey_tables import PASSKEY_CHALLENGES, PASSKEYS
from hushroom_domain.identity.errors import PasskeyTaken
from hushroom_domain.identity.model import CeremonyPurpose, Passkey, PasskeyChallenge
from hushroom_domain.shared.ids import PasskeyId, UserId

_p, _c = PASSKEYS.c, PASSKEY_CHALLENGES.c
_PASSKEYS = TableStatements(PASSKEY, fixed=frozenset({"user_id", "credential_id", "public_key", "is_synced"}))
_BY_CREDENTIAL = _PASSKEYS.by(_p.credential_id)
PASSKEYS_OF_USER = _PASSKEYS.by(_p.user_id).order_by(_p.created_at, _p.id)
_REMOVE = delete(PASSKEYS).where(_p.id == bindparam("passkey"))
_ADD_CHALLENGE = insert(PASSKEY_CHALLENGES).values({column.name: bindparam(column.name) for column in _c})
_TAKE = (
    delete(PASSKEY_CHALLENGES)
    .where(_c.digest == bindparam("wanted"), is_known(_c.purpose, CeremonyPurpose))
    .returning(*PASSKEY_CHALLENGE.columns)
)
_SWEEP = delete(PASSKEY_CHALLENGES).where(_c.expires_at < bindparam("before"))


@frozen
class PostgresPasskeys:
    """Implements `Passkeys`."""

    transaction: Transaction

    async def add(self, passkey: Passkey) -> None:
        await self.transaction.add_new(_PASSKEYS, passkey, PasskeyTaken)

    async def get(self, passkey_id: PasskeyId) -> Passkey | None:
        return await self.transaction.one(PASSKEY, _PASSKEYS.by_id, id=passkey_id)

    async def by_credential(self, credential_id: str) -> Passkey | None:
        return await self.transaction.one(PASSKEY, _BY_CREDENTIAL, credential_id=credential_id)

    async def of_user(self, user_id: UserId) -> tuple[Passkey, ...]:
        return await self.transaction.many(PASSKEY, PASSKEYS_OF_USER, user_id=user_id)

    async def save(self, passkey: Passkey) -> None:
        await self.transaction.save(_PASSKEYS, passkey)

    async def remove(self, passkey_id: PasskeyId) -> None:
        await self.transaction.run(_REMOVE, passkey=passkey_id)


@frozen
class PostgresPasskeyChallenges:
    """Implements `PasskeyChallenges`."""

    transaction: Transaction

    async def add(self, challenge: PasskeyChallenge) -> None:
        await self.transaction.run(_ADD_CHALLENGE, **PASSKEY_CHALLENGE.dump(challenge))

    async def take(self, digest: str) -> PasskeyChallenge | None:
        return await self.transaction.one(PASSKEY_CHALLENGE, _TAKE, wanted=digest)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)
