"""Shows a passkey again in a sign-in."""

from attrs import frozen

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import Assertion
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.passkey_check import PasskeyCheck
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class StepUpByPasskey:
    """Notes that a passkey has signed in a sign-in of its owner, which counts for ten minutes.

    Raises: ValidationFailed, SignInEnded, WrongPasskey (also that of another user), CopiedPasskey, PasskeysBusy.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    check: PasskeyCheck

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        assertion: Assertion

    async def __call__(self, command: Command) -> None:
        checked = await self.check.of_owner(command.assertion, command.user_id)
        async with self.begin() as work:
            await self.check.locked(work, checked)
            device = await work.devices.get(command.sign_in_id) if command.sign_in_id else None
            if device is None or device.user_id != command.user_id:
                raise SignInEnded
            await work.devices.save(device.with_factor(self.clock.now()))
