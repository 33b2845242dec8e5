"""Idempotency keys in PostgreSQL: one statement claims a key or finds its response."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import TIMESTAMP, LargeBinary, Uuid, bindparam, delete, text, update

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import StatementExecutor
from hushroom_adapters.postgres.idempotency.tables import IDEMPOTENCY_KEYS
from hushroom_domain.shared.idempotency import (
    CLAIM_LEASE,
    Claim,
    KeptResponse,
    KeyedRequest,
    KeyReused,
    RequestInProgress,
)
from hushroom_domain.shared.ports import Clock

_MOMENT = TIMESTAMP(timezone=True)
# A row that a concurrent claim is writing is in neither half: that request is in progress.
_CLAIM = (
    text("""
    WITH claimed AS (
        INSERT INTO idempotency_keys AS kept
            (user_id, route, key, fingerprint, effect_id, runs, claimed_until, created_at)
        VALUES (:user_id, :route, :key, :fingerprint, :effect_id, 1, :until, :now)
        ON CONFLICT (user_id, route, key) DO UPDATE SET runs = kept.runs + 1, claimed_until = :until
        WHERE kept.status IS NULL AND kept.claimed_until <= :now AND kept.fingerprint = :fingerprint
        RETURNING effect_id, runs
    )
    SELECT effect_id, runs, NULL AS fingerprint, NULL AS status, NULL AS content_type, NULL AS body FROM claimed
    UNION ALL
    SELECT effect_id, NULL, fingerprint, status, content_type, body FROM idempotency_keys
    WHERE user_id = :user_id AND route = :route AND key = :key AND NOT EXISTS (SELECT FROM claimed)
""")
    .bindparams(
        bindparam("user_id", type_=Uuid),
        bindparam("effect_id", type_=Uuid),
        bindparam("until", type_=_MOMENT),
        bindparam("now", type_=_MOMENT),
    )
    .columns(effect_id=Uuid, body=LargeBinary)
)
_k = IDEMPOTENCY_KEYS.c
_OF_CLAIM = update(IDEMPOTENCY_KEYS).where(
    _k.user_id == bindparam("of_user"), _k.route == bindparam("of_route"), _k.key == bindparam("of_key")
)
_KEEP = _OF_CLAIM.values(**{name: bindparam(name) for name in ("status", "content_type", "body")})
_FREE = _OF_CLAIM.values(claimed_until=bindparam("now"))
_SWEEP = delete(IDEMPOTENCY_KEYS).where(_k.created_at < bindparam("before"))


@frozen
class PostgresIdempotencyKeys:
    """Implements `IdempotencyKeys`. Each call is one statement, committed at once."""

    database: Database
    clock: Clock
    new_id: Callable[[], UUID]

    async def claim(self, request: KeyedRequest) -> Claim | KeptResponse:
        now = self.clock.now()
        row = await self._statements.row(
            _CLAIM,
            user_id=request.user_id,
            route=request.route,
            key=request.key,
            fingerprint=request.fingerprint,
            effect_id=self.new_id(),
            until=now + CLAIM_LEASE,
            now=now,
        )
        if row is None:
            raise RequestInProgress
        effect_id, runs, fingerprint, status, content_type, body = row
        if runs is not None:
            return Claim(request=request, effect_id=effect_id, is_repeat=runs > 1)
        if fingerprint != request.fingerprint:
            raise KeyReused
        if status is None:
            raise RequestInProgress
        return KeptResponse(status, content_type, bytes(body))

    async def keep(self, claim: Claim, response: KeptResponse) -> None:
        kept = {"status": response.status, "content_type": response.content_type, "body": response.body}
        await self._statements.run(_KEEP, **_of(claim), **kept)

    async def free(self, claim: Claim) -> None:
        await self._statements.run(_FREE, **_of(claim), now=self.clock.now())

    async def sweep(self, before: datetime) -> int:
        return await self._statements.run(_SWEEP, before=before)

    @property
    def _statements(self) -> StatementExecutor:
        return StatementExecutor(self.database)


def _of(claim: Claim) -> dict[str, object]:
    request = claim.request
    return {"of_user": request.user_id, "of_route": request.route, "of_key": request.key}
