"""Idempotency keys in memory."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import evolve, field, frozen

from hushroom_domain.shared.idempotency import (
    CLAIM_LEASE,
    Claim,
    KeptResponse,
    KeyedRequest,
    KeyReused,
    RequestInProgress,
)
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Clock


@frozen(kw_only=True)
class _Row:
    fingerprint: str
    effect_id: UUID
    claimed_until: datetime
    created_at: datetime
    response: KeptResponse | None = None


@frozen(eq=False)
class MemoryIdempotencyKeys:
    """Implements `IdempotencyKeys`."""

    clock: Clock
    new_id: Callable[[], UUID]
    _rows: dict[tuple[UserId, str, str], _Row] = field(factory=dict, init=False)

    async def claim(self, request: KeyedRequest) -> Claim | KeptResponse:
        now, place = self.clock.now(), _place(request)
        row = self._rows.get(place)
        if row is None:
            row = _Row(
                fingerprint=request.fingerprint,
                effect_id=self.new_id(),
                claimed_until=now + CLAIM_LEASE,
                created_at=now,
            )
            self._rows[place] = row
            return Claim(request=request, effect_id=row.effect_id)
        if row.fingerprint != request.fingerprint:
            raise KeyReused
        if row.response is not None:
            return row.response
        if row.claimed_until > now:
            raise RequestInProgress
        self._rows[place] = evolve(row, claimed_until=now + CLAIM_LEASE)
        return Claim(request=request, effect_id=row.effect_id, is_repeat=True)

    async def keep(self, claim: Claim, response: KeptResponse) -> None:
        place = _place(claim.request)
        self._rows[place] = evolve(self._rows[place], response=response)

    async def free(self, claim: Claim) -> None:
        place = _place(claim.request)
        self._rows[place] = evolve(self._rows[place], claimed_until=self.clock.now())

    async def sweep(self, before: datetime) -> int:
        old = [place for place, row in self._rows.items() if row.created_at < before]
        for place in old:
            del self._rows[place]
        return len(old)


def _place(request: KeyedRequest) -> tuple[UserId, str, str]:
    return request.user_id, request.route, request.key
