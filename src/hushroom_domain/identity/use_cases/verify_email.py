"""Verifies a user's address."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class VerifyEmail:
    """Marks the address as verified by the token of the verification email.

    Raises: ValidationFailed, UselessToken (unknown, used or expired).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        now = self.clock.now()
        digest = self.opaque_tokens.digest(command.token)
        async with self.begin() as work:
            found = await work.one_time_tokens.get(digest, TokenPurpose.VERIFY_EMAIL)
            if found is None:
                raise UselessToken
            user = await work.users.lock(found.user_id)
            token = await work.one_time_tokens.lock(digest, TokenPurpose.VERIFY_EMAIL)
            if token is None or not token.works(now):
                raise UselessToken
            await work.one_time_tokens.save(token.used(now))
            await work.users.save(user.with_proved_address(now))
