"""Gives the sign-in of a browser another secret."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RenewBrowserSignIn:
    """Replaces the secret of a sign-in whose user got more rights, and returns the new one; the old one is worthless.

    The new secret is `following`, a random one without it.

    Raises: ValidationFailed, SignInEnded.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        secret: Annotated[str, TOKEN] = field(repr=False)
        following: Annotated[str | None, TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> str:
        now, secret = self.clock.now(), command.following or self.opaque_tokens.new()
        async with self.begin() as work:
            sign_in = await work.browser_sign_ins.lock(self.opaque_tokens.digest(command.secret))
            if sign_in is None or not sign_in.works(now):
                raise SignInEnded
            await work.browser_sign_ins.save(sign_in.renewed(self.opaque_tokens.digest(secret), now))
        return secret
