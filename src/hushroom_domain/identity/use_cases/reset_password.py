"""Sets a new password with a mailed token."""

from typing import Annotated

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.identity.policy import NEW_PASSWORD, TOKEN
from hushroom_domain.identity.ports import Braked, Brakes, IdentityWork, OpaqueTokens, Passwords
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ResetPassword:
    """Replaces a forgotten password; ends every sign-in and revokes every other reset link.

    Raises: ValidationFailed (weak password), UselessToken.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    passwords: Passwords
    opaque_tokens: OpaqueTokens
    brakes: Brakes

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
        password_hash = await self.passwords.hash(command.password)
        await self._replace(digest, token.user_id, password_hash)
        # The holder of the mailed token is the owner, so the attempts of others no longer count.
        await self.brakes.clear(Braked.PASSWORD, str(token.user_id))
        await self.brakes.release(Braked.PASSWORD, str(token.user_id))

    async def _replace(self, digest: str, user_id: UserId, password_hash: str) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            token = await work.one_time_tokens.lock(digest, TokenPurpose.RESET_PASSWORD)
            if token is None or not token.works(now):
                raise UselessToken
            if not user.is_enabled:
                raise UselessToken
            # The holder of the mailed token has proved the address too.
            user = evolve(user.with_password(password_hash, now), is_email_verified=True)
            await work.users.save(user)
            await end_rights(work, user, now)
            await work.audit.add(act_on_oneself(AuditAction.PASSWORD_RESET, user.id))
