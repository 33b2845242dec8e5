"""The identities at providers and the attempts to sign in by them in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, select

from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import LINKED_IDENTITY, PROVIDER_ATTEMPT
from hushroom_adapters.postgres.identity.provider_tables import LINKED_IDENTITIES, PROVIDER_ATTEMPTS
from hushroom_domain.identity.errors import IdentityTaken
from hushroom_domain.identity.model import KeptAttempt, LinkedIdentity, ProviderId
from hushroom_domain.shared.ids import AttemptId, IdentityId, UserId

_i, _a = LINKED_IDENTITIES.c, PROVIDER_ATTEMPTS.c
_IDENTITIES = TableStatements(LINKED_IDENTITY)
_BY_SUBJECT = _IDENTITIES.by(_i.provider, _i.subject)
OF_USER = select(*LINKED_IDENTITY.columns).where(_i.user_id == bindparam("user")).order_by(_i.created_at, _i.id)
_REMOVE = delete(LINKED_IDENTITIES).where(_i.id == bindparam("identity"))
_ATTEMPTS = TableStatements(PROVIDER_ATTEMPT)
_BY_DIGEST = _ATTEMPTS.by(_a.digest)
_LOCK_BY_DIGEST = locked(_BY_DIGEST)
_REMOVE_ATTEMPT = delete(PROVIDER_ATTEMPTS).where(_a.id == bindparam("attempt"))
_SWEEP = delete(PROVIDER_ATTEMPTS).where(_a.expires_at < bindparam("before"))


@frozen
class PostgresLinkedIdentities:
    """Implements `LinkedIdentities`."""

    transaction: Transaction

    async def add(self, identity: LinkedIdentity) -> None:
        await self.transaction.add_new(_IDENTITIES, identity, taken=IdentityTaken)

    async def by_subject(self, provider: ProviderId, subject: str) -> LinkedIdentity | None:
        return await self.transaction.one(LINKED_IDENTITY, _BY_SUBJECT, provider=provider, subject=subject)

    async def of_user(self, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        return await self.transaction.many(LINKED_IDENTITY, OF_USER, user=user_id)

    async def save(self, identity: LinkedIdentity) -> None:
        await self.transaction.save(_IDENTITIES, identity)

    async def remove(self, identity_id: IdentityId) -> None:
        await self.transaction.run(_REMOVE, identity=identity_id)


@frozen
class PostgresProviderAttempts:
    """Implements `ProviderAttempts`."""

    transaction: Transaction

    async def add(self, attempt: KeptAttempt) -> None:
        await self.transaction.add(_ATTEMPTS, attempt)

    async def get(self, digest: str) -> KeptAttempt | None:
        return await self.transaction.one(PROVIDER_ATTEMPT, _BY_DIGEST, digest=digest)

    async def lock(self, digest: str) -> KeptAttempt | None:
        return await self.transaction.one(PROVIDER_ATTEMPT, _LOCK_BY_DIGEST, digest=digest)

    async def save(self, attempt: KeptAttempt) -> None:
        await self.transaction.save(_ATTEMPTS, attempt)

    async def remove(self, attempt_id: AttemptId) -> None:
        await self.transaction.run(_REMOVE_ATTEMPT, attempt=attempt_id)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)
