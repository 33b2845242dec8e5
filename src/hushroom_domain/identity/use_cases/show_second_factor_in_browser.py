"""Signs a browser in with a second factor."""

from attrs import frozen

from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.second_step import SecondFactorEntries, SecondStep


@frozen
class ShowSecondFactorInBrowser:
    """Begins a browser sign-in for a challenge and a code of a second factor.

    Raises: ValidationFailed, ChallengeEnded, WrongSecondFactor (also for a code that was used before, and after too
    many recent attempts).
    """

    step: SecondStep
    browsers: BrowserSigner

    Command = SecondFactorEntries

    async def __call__(self, command: SecondFactorEntries) -> SignedInBrowser:
        return await self.step.signed_in(command, self.browsers)
