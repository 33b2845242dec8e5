"""The check of second factors, of whatever kind."""

from attrs import frozen

from hushroom_domain.identity.model import FactorKind, ShownFactor
from hushroom_domain.identity.ports import Braked, FactorCodes, IdentityWork, OpaqueTokens, SecretBox
from hushroom_domain.identity.rules.factor_codes import plain_code
from hushroom_domain.identity.services.recovery_stop import stop_recovery
from hushroom_domain.identity.state_machine import RecoveryActor
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Clock

BRAKED = {
    FactorKind.TOTP: Braked.ONE_TIME_CODE,
    FactorKind.RECOVERY_CODE: Braked.RECOVERY_CODE,
    FactorKind.PASSKEY: Braked.ONE_TIME_CODE,
}
"""The count to which the attempts at each kind belong, by a text that somebody typed."""


@frozen
class FactorCheck:
    """Takes codes of second factors, each once, within the caller's transaction.

    The caller holds the lock on the user's row, so that of simultaneous uses of one code exactly one is taken.
    """

    clock: Clock
    codes: FactorCodes
    box: SecretBox
    opaque_tokens: OpaqueTokens

    async def take(self, work: IdentityWork, user_id: UserId, shown: ShownFactor) -> bool:
        """Returns whether the code is right, and marks it as used; who has a factor needs no recovery, so it stops."""
        is_right = await self._is_right(work, user_id, shown)
        if is_right:
            await stop_recovery(work, user_id, RecoveryActor.SYSTEM, self.clock.now())
        return is_right

    def digest_of(self, recovery_code: str) -> str:
        """Returns the digest of a recovery code, the same for every way of typing it."""
        return self.opaque_tokens.digest(plain_code(recovery_code))

    async def _is_right(self, work: IdentityWork, user_id: UserId, shown: ShownFactor) -> bool:
        match shown.kind:
            case FactorKind.TOTP:
                return await self._take_totp(work, user_id, shown.code)
            case FactorKind.RECOVERY_CODE:
                return await self._take_recovery_code(work, user_id, shown.code)
            case FactorKind.PASSKEY:
                return False  # A passkey signs; no text stands for it.

    async def _take_totp(self, work: IdentityWork, user_id: UserId, code: str) -> bool:
        credential = await work.totp_credentials.get(user_id)
        if credential is None or not credential.is_confirmed:
            return False
        secret = self.box.open(credential.sealed_secret, str(user_id))
        step = self.codes.step_of(secret, plain_code(code), self.clock.now()) if secret else None
        if secret is None or step is None or not credential.takes(step):
            return False
        # Sealed anew, so that an old key is needed only for secrets that nobody has used since the new one came.
        await work.totp_credentials.put(credential.used(step, self.box.seal(secret, str(user_id))))
        return True

    async def _take_recovery_code(self, work: IdentityWork, user_id: UserId, code: str) -> bool:
        if not (await work.second_factors.of(user_id)).methods:
            return False
        taken = await work.recovery_codes.use(user_id, self.digest_of(code), self.clock.now())
        if taken:
            await work.audit.add(act_on_oneself(AuditAction.RECOVERY_CODE_USE, user_id))
        return taken
