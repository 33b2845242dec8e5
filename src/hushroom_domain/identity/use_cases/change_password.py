"""Changes the user's password."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.password_change import PasswordChange, PasswordEntries
from hushroom_domain.shared.ports import Begin


@frozen
class ChangePassword:
    """Replaces a known password; ends every sign-in, the caller's included, and revokes every mailed reset link.

    Raises: UserNotFound, StepUpRequired, ValidationFailed, WrongPassword (also after too many recent attempts).
    """

    begin: Begin[IdentityWork]
    change: PasswordChange

    Command = PasswordEntries

    async def __call__(self, command: PasswordEntries) -> None:
        checked = await self.change.checked(command)
        async with self.begin() as work:
            changed = await self.change.apply(work, checked)
        await self.change.attempts.know(changed)
