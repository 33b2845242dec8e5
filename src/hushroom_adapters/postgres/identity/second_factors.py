"""The second factors of users in PostgreSQL."""

from collections.abc import Collection
from datetime import datetime

from attrs import frozen
from sqlalchemy import Select, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.columns import is_known
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import RECOVERY_CODE, SECOND_FACTOR_CHALLENGE, TOTP_CREDENTIAL
from hushroom_adapters.postgres.identity.passkey_tables import PASSKEYS
from hushroom_adapters.postgres.identity.tables import RECOVERY_CODES, SECOND_FACTOR_CHALLENGES, TOTP_CREDENTIALS
from hushroom_domain.identity.model import (
    ChallengePurpose,
    FactorState,
    RecoveryCode,
    SecondFactorChallenge,
    TotpCredential,
)
from hushroom_domain.shared.ids import UserId

_t, _r, _c = TOTP_CREDENTIALS.c, RECOVERY_CODES.c, SECOND_FACTOR_CHALLENGES.c
_TOTP = select(*TOTP_CREDENTIAL.columns).where(_t.user_id == bindparam("user_id"))
_NEW_TOTP = insert(TOTP_CREDENTIALS).values({column.name: bindparam(column.name) for column in _t})
_PUT_TOTP = _NEW_TOTP.on_conflict_do_update(
    index_elements=[_t.user_id],
    set_={column.name: _NEW_TOTP.excluded[column.name] for column in _t if column.name != "user_id"},
)
_REMOVE_TOTP = delete(TOTP_CREDENTIALS).where(_t.user_id == bindparam("user"))
_REMOVE_CODES = delete(RECOVERY_CODES).where(_r.user_id == bindparam("user"))
_NEW_CODE = insert(RECOVERY_CODES).values({column.name: bindparam(column.name) for column in _r})
_USE_CODE = (
    update(RECOVERY_CODES)
    .where(_r.user_id == bindparam("user"), _r.digest == bindparam("of"), _r.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_CHALLENGES = TableStatements(SECOND_FACTOR_CHALLENGE)
_CHALLENGE = select(*SECOND_FACTOR_CHALLENGE.columns).where(
    _c.digest == bindparam("digest"), is_known(_c.purpose, ChallengePurpose)
)
_REMOVE_CHALLENGE = delete(SECOND_FACTOR_CHALLENGES).where(_c.id == bindparam("challenge"))
_REMOVE_CHALLENGES = delete(SECOND_FACTOR_CHALLENGES).where(_c.user_id == bindparam("user"))
_SWEEP = delete(SECOND_FACTOR_CHALLENGES).where(_c.expires_at < bindparam("before"))
SECOND_FACTORS: Select[tuple[datetime | None, int, bool]] = select(
    select(_t.confirmed_at).where(_t.user_id == bindparam("user")).scalar_subquery(),
    select(func.count())
    .select_from(RECOVERY_CODES)
    .where(_r.user_id == bindparam("user"), _r.used_at.is_(None))
    .scalar_subquery(),
    exists().where(PASSKEYS.c.user_id == bindparam("user")),
)


@frozen
class PostgresTotpCredentials:
    """Implements `TotpCredentials`."""

    transaction: Transaction

    async def get(self, user_id: UserId) -> TotpCredential | None:
        return await self.transaction.one(TOTP_CREDENTIAL, _TOTP, user_id=user_id)

    async def put(self, credential: TotpCredential) -> None:
        await self.transaction.run(_PUT_TOTP, **TOTP_CREDENTIAL.dump(credential))

    async def remove(self, user_id: UserId) -> None:
        await self.transaction.run(_REMOVE_TOTP, user=user_id)


@frozen
class PostgresRecoveryCodes:
    """Implements `RecoveryCodes`."""

    transaction: Transaction

    async def replace(self, user_id: UserId, codes: Collection[RecoveryCode]) -> None:
        await self.transaction.run(_REMOVE_CODES, user=user_id)
        for code in codes:
            await self.transaction.run(_NEW_CODE, **RECOVERY_CODE.dump(code))

    async def use(self, user_id: UserId, digest: str, now: datetime) -> bool:
        return await self.transaction.run(_USE_CODE, user=user_id, of=digest, now=now) == 1


@frozen
class PostgresSecondFactorChallenges:
    """Implements `SecondFactorChallenges`."""

    transaction: Transaction

    async def add(self, challenge: SecondFactorChallenge) -> None:
        await self.transaction.add(_CHALLENGES, challenge)

    async def get(self, digest: str) -> SecondFactorChallenge | None:
        return await self.transaction.one(SECOND_FACTOR_CHALLENGE, _CHALLENGE, digest=digest)

    async def save(self, challenge: SecondFactorChallenge) -> None:
        await self.transaction.save(_CHALLENGES, challenge)

    async def remove(self, challenge: SecondFactorChallenge) -> None:
        await self.transaction.run(_REMOVE_CHALLENGE, challenge=challenge.id)

    async def remove_all(self, user_id: UserId) -> None:
        await self.transaction.run(_REMOVE_CHALLENGES, user=user_id)

    async def sweep(self, before: datetime) -> int:
        return await self.transaction.run(_SWEEP, before=before)


@frozen
class PostgresSecondFactors:
    """Implements `SecondFactors`."""

    transaction: Transaction

    async def of(self, user_id: UserId) -> FactorState:
        ((totp_since, left, passkeys),) = await self.transaction.rows(SECOND_FACTORS, user=user_id)
        return FactorState(totp_since=totp_since, recovery_codes_left=left, has_passkeys=passkeys)
