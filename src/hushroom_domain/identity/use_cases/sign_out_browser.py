"""Signs a browser out."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.revocation import end_sign_in
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class SignOutBrowser:
    """Ends the sign-in of a cookie, its access tokens included; ignores an unknown secret.

    Raises: ValidationFailed.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        secret: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        digest = self.opaque_tokens.digest(command.secret)
        async with self.begin() as work:
            sign_in = await work.browser_sign_ins.get(digest)
            if sign_in is not None:
                await work.users.lock(sign_in.user_id)
                await end_sign_in(work, sign_in.user_id, sign_in.id, self.clock.now())
