"""Sets a new password with a mailed token."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import TokenPurpose, User
from hushroom_domain.identity.policy import NEW_PASSWORD, TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens, Passwords
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.other_credentials import remove_other_credentials
from hushroom_domain.identity.services.password_choice import PasswordChoice
from hushroom_domain.identity.services.password_replacement import replace_password
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ResetPassword:
    """Replaces a forgotten password; ends every sign-in and revokes every other reset link.

    In an account whose address nobody had proved, it removes all other credentials too.

    Raises: ValidationFailed (a weak password, or one that is guessed first), UselessToken.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    passwords: Passwords
    opaque_tokens: OpaqueTokens
    attempts: AttemptGuard
    choice: PasswordChoice

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)
        password: Annotated[str, NEW_PASSWORD] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        digest = self.opaque_tokens.digest(command.token)
        # Checked before the password is hashed, because a guessed token must not cost a slow hash.
        async with self.begin() as work:
            token = await work.one_time_tokens.get(digest, TokenPurpose.RESET_PASSWORD)
            if token is None or not token.works(self.clock.now()):
                raise UselessToken
            owner = await work.users.get(token.user_id)
        self.choice.require_good(command.password, owner)
        password_hash = await self.passwords.hash(command.password)
        # The holder of the mailed token is the owner, so the attempts of others no longer count.
        await self.attempts.readmit(await self._replace(digest, token.user_id, password_hash))

    async def _replace(self, digest: str, user_id: UserId, password_hash: str) -> User:
        now = self.clock.now()
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            token = await work.one_time_tokens.lock(digest, TokenPurpose.RESET_PASSWORD)
            if token is None or not token.works(now):
                raise UselessToken
            if not user.is_enabled:
                raise UselessToken
            if not user.is_email_verified:
                # Nobody had proved the address, so whoever set them up need not be the owner of the mailbox.
                await remove_other_credentials(work, user.id)
            # The holder of the mailed token has proved the address too.
            changed = await replace_password(work, user.with_proved_address(now), password_hash, now)
            await work.audit.add(act_on_oneself(AuditAction.PASSWORD_RESET, user.id))
        return changed
