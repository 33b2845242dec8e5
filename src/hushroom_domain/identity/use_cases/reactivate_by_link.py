"""Brings a deleted account back with the link of the letter about its deletion."""

from typing import Annotated, Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import AccountStatus, TokenPurpose
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock

S = TypeVar("S")


@frozen
class ReactivateByLink(Generic[S]):
    """Brings a deleted account back, and begins a sign-in of an API client or of a browser.

    A user with a second factor, or who must have one, gets a challenge instead; the link works until the account is
    back. Then it never works again.

    Raises: ValidationFailed, UselessToken (also for an account that is erased, closed for good or back already).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    gate: SignInGate
    signer: Signer[S]

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> S | FactorDemand:
        digest, now = self.opaque_tokens.digest(command.token), self.clock.now()
        async with self.begin() as work:
            found = await work.one_time_tokens.get(digest, TokenPurpose.REACTIVATE)
            if found is None:
                raise UselessToken
            user = await work.users.lock(found.user_id)
            token = await work.one_time_tokens.lock(digest, TokenPurpose.REACTIVATE)
            if token is None or not token.works(now) or user.status(now) is not AccountStatus.DEACTIVATED:
                raise UselessToken
            return await self.gate.passed(work, user, self.signer, None)
