"""Confirms the enrolment of an authenticator app."""

from typing import Annotated
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.identity.errors import UserNotFound, WrongTotpCode
from hushroom_domain.identity.policy import FACTOR_CODE
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
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
    attempts: AttemptGuard
    enroller: TotpEnroller

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
        attempt = self.attempts.attempt(user, "", signed_in=command.sign_in_id)
        verdict = await self.attempts.take(Braked.ONE_TIME_CODE, attempt)
        issued = await self._confirmed(command, attempt.id) if verdict.is_allowed else None
        if issued is None:
            await self.attempts.fail(Braked.ONE_TIME_CODE, attempt, verdict)
            raise WrongTotpCode
        await self.attempts.prove(Braked.ONE_TIME_CODE, attempt)
        return issued

    async def _confirmed(self, command: Command, request_id: UUID) -> tuple[str, ...] | None:
        """Returns the recovery codes; None after a wrong code. Raises: UserNotFound, TotpNotBegun, TotpEnrolled."""
        kept = command.sign_in_id
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            issued = await self.enroller.confirm(work, command.user_id, command.code, kept, request_id)
            device = await work.devices.get(kept) if issued and kept else None
            if device is not None:
                await work.devices.save(device.with_factor(self.clock.now()))
        return issued
