"""The change of a known password, which API clients and browsers share."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UserNotFound, WrongPassword
from hushroom_domain.identity.model import PasswordCredential, User
from hushroom_domain.identity.policy import NEW_PASSWORD, TYPED_PASSWORD
from hushroom_domain.identity.ports import IdentityWork, Passwords
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.own_password import OwnPasswordCheck
from hushroom_domain.identity.services.password_choice import PasswordChoice
from hushroom_domain.identity.services.password_replacement import replace_password
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class PasswordEntries(ValidatedInput):
    """The entries of a change of the password.

    The attempts of a sign-in are counted by themselves, so that strangers do not keep its user from a change.
    """

    user_id: UserId
    current: Annotated[str, TYPED_PASSWORD, Named("currentPassword")] = field(repr=False)
    new: Annotated[str, NEW_PASSWORD, Named("newPassword")] = field(repr=False)
    sign_in_id: FamilyId | None = None


@frozen
class CheckedChange:
    """A change whose old password is right: the old one, and the hash of the new one."""

    before: PasswordCredential
    password_hash: str = field(repr=False)


@frozen
class PasswordChange:
    """Replaces a known password, and ends every right that the old one gave."""

    begin: Begin[IdentityWork]
    clock: Clock
    passwords: Passwords
    attempts: AttemptGuard
    own_password: OwnPasswordCheck
    choice: PasswordChoice
    step_up: StepUp

    async def checked(self, entries: PasswordEntries) -> CheckedChange:
        """Checks the old password and hashes the new one.

        Raises: UserNotFound, StepUpRequired, ValidationFailed (a password that is guessed first), WrongPassword (also
        after too many recent attempts).
        """
        async with self.begin() as work:
            user = await work.users.get(entries.user_id)
            before = await work.password_credentials.get(entries.user_id)
            await self.step_up.require(work, entries.user_id, entries.sign_in_id)
        if user is None:
            raise UserNotFound
        self.choice.require_good(entries.new, user, "newPassword")
        right = await self.own_password.require(user, before, entries.current, entries.sign_in_id)
        return CheckedChange(right, await self.passwords.hash(entries.new))

    async def apply(self, work: IdentityWork, change: CheckedChange) -> User:
        """Stores the new password and ends all sign-ins. Raises: WrongPassword (it changed in the meantime)."""
        now = self.clock.now()
        locked = await work.users.lock(change.before.user_id)
        if not change.before.is_same_password(await work.password_credentials.get(locked.id)):
            raise WrongPassword
        changed = await replace_password(work, locked, change.password_hash, now)
        await work.audit.add(act_on_oneself(AuditAction.PASSWORD_CHANGE, changed.id))
        return changed
