"""The issue of recovery codes."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.model import RecoveryCode
from hushroom_domain.identity.policy import RECOVERY_CODES
from hushroom_domain.identity.ports import FactorCodes, IdentityWork
from hushroom_domain.identity.services.factor_check import FactorCheck
from hushroom_domain.shared.ids import UserId


@frozen
class RecoveryCodeIssuer:
    """Issues ten recovery codes within the caller's transaction; they are returned once and stored as digests only."""

    codes: FactorCodes
    check: FactorCheck

    async def issue(self, work: IdentityWork, user_id: UserId, now: datetime) -> tuple[str, ...]:
        """Stores new codes in place of all earlier ones, and returns them."""
        issued = tuple(self.codes.new_recovery_code() for _ in range(RECOVERY_CODES))
        stored = [RecoveryCode(user_id=user_id, digest=self.check.digest_of(code), created_at=now) for code in issued]
        await work.recovery_codes.replace(user_id, stored)
        return issued
