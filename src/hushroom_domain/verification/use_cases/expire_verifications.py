"""Ends verifications that are too old."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.policy import VERIFIED_FOR
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.verification.policy import EXPIRED_AT_ONCE
from hushroom_domain.verification.ports import VerificationWork
from hushroom_domain.verification.services.recording import locked, record


@frozen
class ExpireVerifications:
    """Expires the verifications older than `VERIFIED_FOR`, each in a transaction of its own; returns their number."""

    begin: Begin[VerificationWork]
    clock: Clock

    async def __call__(self) -> int:
        now, number = self.clock.now(), 0
        while due := await self._due(now):
            await self._expire(due, now)
            number += len(due)
        return number

    async def _due(self, now: datetime) -> tuple[UserId, ...]:
        async with self.begin() as work:
            return await work.identity_verifications.verified_before(now - VERIFIED_FOR, EXPIRED_AT_ONCE)

    async def _expire(self, due: tuple[UserId, ...], now: datetime) -> None:
        for user_id in due:
            async with self.begin() as work:
                verification = await locked(work, user_id, now)
                if verification.status is VerificationStatus.VERIFIED and not verification.is_valid(now):
                    await record(work, verification.expired(now), now)
