"""Changes the user's password."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UserNotFound, WrongPassword
from hushroom_domain.identity.policy import NEW_PASSWORD, TYPED_PASSWORD
from hushroom_domain.identity.ports import Braked, Brakes, IdentityWork, Passwords
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ChangePassword:
    """Replaces a known password; ends every sign-in, the caller's included, and revokes every mailed reset link.

    Raises: ValidationFailed, UserNotFound, WrongPassword (also after too many recent attempts).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    passwords: Passwords
    brakes: Brakes

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        current: Annotated[str, TYPED_PASSWORD, Named("currentPassword")] = field(repr=False)
        new: Annotated[str, NEW_PASSWORD, Named("newPassword")] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            user = await work.users.get(command.user_id)
        if user is None:
            raise UserNotFound
        may_try = await self.brakes.take(Braked.PASSWORD, str(user.id))
        if not await self.passwords.verify(command.current, user.password_hash if may_try else None):
            raise WrongPassword
        await self.brakes.release(Braked.PASSWORD, str(user.id))
        password_hash = await self.passwords.hash(command.new)
        now = self.clock.now()
        async with self.begin() as work:
            locked = await work.users.lock(user.id)
            if locked.password_hash != user.password_hash:
                raise WrongPassword
            changed = locked.with_password(password_hash, now)
            await work.users.save(changed)
            await end_rights(work, changed, now)
            await work.audit.add(act_on_oneself(AuditAction.PASSWORD_CHANGE, user.id))
