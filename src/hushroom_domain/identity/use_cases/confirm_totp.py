"""Confirms the enrolment of an authenticator app."""

from typing import Annotated
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.identity.errors import TotpEnrolled, TotpNotBegun, UserNotFound, WrongTotpCode
from hushroom_domain.identity.events import FactorAdded
from hushroom_domain.identity.model import TotpCredential
from hushroom_domain.identity.policy import FACTOR_CODE
from hushroom_domain.identity.ports import Braked, FactorCodes, IdentityWork, SecretBox
from hushroom_domain.identity.rules.factor_codes import plain_code
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.recovery_code_issuer import RecoveryCodeIssuer
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ConfirmTotp:
    """Makes an authenticator app a second factor by a code of it, and returns new recovery codes.

    The code is used by that, and counts as shown in this sign-in. Every other sign-in ends, because it began without
    the factor. The user is told by mail.

    Raises: ValidationFailed, UserNotFound, TotpNotBegun, TotpEnrolled, WrongTotpCode (also after too many recent
    attempts).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    codes: FactorCodes
    box: SecretBox
    attempts: AttemptGuard
    issuer: RecoveryCodeIssuer

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        code: Annotated[str, FACTOR_CODE] = field(repr=False)

    async def __call__(self, command: Command) -> tuple[str, ...]:
        async with self.begin() as work:
            user = await work.users.get(command.user_id)
        if user is None:
            raise UserNotFound
        attempt = self.attempts.attempt(user, "")
        verdict = await self.attempts.take(Braked.ONE_TIME_CODE, attempt)
        issued = await self._confirmed(command, attempt.id) if verdict.is_allowed else None
        if issued is None:
            await self.attempts.fail(Braked.ONE_TIME_CODE, attempt, verdict)
            raise WrongTotpCode
        await self.attempts.prove(Braked.ONE_TIME_CODE, attempt)
        return issued

    async def _confirmed(self, command: Command, request_id: UUID) -> tuple[str, ...] | None:
        """Returns the recovery codes; None after a wrong code. Raises: UserNotFound, TotpNotBegun, TotpEnrolled."""
        now = self.clock.now()
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            credential = await self._begun(work, command.user_id)
            step = self._step(credential, command.code)
            if step is None:
                return None
            await work.totp_credentials.put(credential.confirmed(step, now))
            issued = await self.issuer.issue(work, command.user_id, now)
            await end_other_sign_ins(work, command.user_id, command.sign_in_id, now)
            device = await work.devices.get(command.sign_in_id) if command.sign_in_id else None
            if device is not None:
                await work.devices.save(device.with_factor(now))
            await work.audit.add(act_on_oneself(AuditAction.FACTOR_ADD, command.user_id))
            await work.outbox.add([FactorAdded(user_id=command.user_id, request_id=request_id)])
        return issued

    async def _begun(self, work: IdentityWork, user_id: UserId) -> TotpCredential:
        credential = await work.totp_credentials.get(user_id)
        if credential is None:
            raise TotpNotBegun
        if credential.is_confirmed:
            raise TotpEnrolled
        return credential

    def _step(self, credential: TotpCredential, code: str) -> int | None:
        secret = self.box.open(credential.sealed_secret, str(credential.user_id))
        return self.codes.step_of(secret, plain_code(code), self.clock.now()) if secret else None
