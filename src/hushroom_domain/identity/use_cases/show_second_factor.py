"""Signs a user in with a second factor."""

from attrs import frozen

from hushroom_domain.identity.services.second_step import SecondFactorEntries, SecondStep
from hushroom_domain.identity.services.token_issuer import BegunSignIn, TokenIssuer


@frozen
class ShowSecondFactor:
    """Issues tokens for a challenge and a code of a second factor.

    Raises: ValidationFailed, ChallengeEnded, WrongSecondFactor (also for a code that was used before, and after too
    many recent attempts).
    """

    step: SecondStep
    signing_in: TokenIssuer

    Command = SecondFactorEntries

    async def __call__(self, command: SecondFactorEntries) -> BegunSignIn:
        return await self.step.signed_in(command, self.signing_in)
