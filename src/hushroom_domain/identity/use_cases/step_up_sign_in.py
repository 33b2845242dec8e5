"""Shows a second factor again in a sign-in."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import SignInEnded, WrongSecondFactor
from hushroom_domain.identity.model import FactorKind, ShownFactor
from hushroom_domain.identity.policy import FACTOR_CODE
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.factor_check import BRAKED, FactorCheck
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class StepUpSignIn:
    """Notes that a second factor was shown in a sign-in, which counts for ten minutes.

    The attempts of a sign-in are counted by themselves, so that who knows the password alone cannot use them up.

    Raises: ValidationFailed, SignInEnded, WrongSecondFactor (also for a code that was used before, and after too many
    recent attempts).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    attempts: AttemptGuard
    check: FactorCheck

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        kind: FactorKind
        code: Annotated[str, FACTOR_CODE] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            user = await work.users.get(command.user_id)
        if user is None:
            raise SignInEnded
        what = BRAKED[command.kind]
        attempt = self.attempts.attempt(user, "", signed_in=command.sign_in_id)
        verdict = await self.attempts.take(what, attempt)
        if not verdict.is_allowed or not await self._noted(command):
            await self.attempts.fail(what, attempt, verdict)
            raise WrongSecondFactor(retry_after_seconds=verdict.retry_after_seconds)
        await self.attempts.prove(what, attempt)

    async def _noted(self, command: Command) -> bool:
        """Returns whether the code was right. Raises: SignInEnded."""
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            device = await work.devices.get(command.sign_in_id) if command.sign_in_id else None
            if device is None or device.user_id != command.user_id:
                raise SignInEnded
            taken = await self.check.take(work, command.user_id, ShownFactor(command.kind, command.code))
            if taken:
                await work.devices.save(device.with_factor(self.clock.now()))
        return taken
