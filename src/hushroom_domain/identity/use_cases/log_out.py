"""Signs a user out."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.revocation import end_sign_in
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class LogOut:
    """Ends the sign-in of a refresh token, its access tokens included; ignores an unknown token.

    Raises: ValidationFailed.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        refresh_token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            token = await work.refresh_tokens.get(self.opaque_tokens.digest(command.refresh_token))
            if token is not None:
                await work.users.lock(token.user_id)
                await end_sign_in(work, token.user_id, token.family_id, self.clock.now())
