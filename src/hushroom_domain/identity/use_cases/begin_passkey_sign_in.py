"""Begins a sign-in by passkey."""

from attrs import frozen

from hushroom_domain.identity.model import AssertionOptions, CeremonyPurpose, PasskeyChallenge, RelyingParty
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class BeginPasskeySignIn:
    """Stores a challenge for five minutes, and returns the parameters with which a browser asks for any passkey."""

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    relying_party: RelyingParty

    async def __call__(self) -> AssertionOptions:
        challenge = self.opaque_tokens.new()
        digest = self.opaque_tokens.digest(challenge)
        async with self.begin() as work:
            await work.passkey_challenges.add(
                PasskeyChallenge.issued(digest=digest, purpose=CeremonyPurpose.SIGN_IN, now=self.clock.now())
            )
        return AssertionOptions(relying_party=self.relying_party, challenge=challenge)
