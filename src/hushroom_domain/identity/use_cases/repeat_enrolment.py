"""Repeats the enrolment of an authenticator app before a sign-in."""

from attrs import frozen

from hushroom_domain.identity.model import ChallengePurpose
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.ports import Begin


@frozen
class RepeatEnrolment:
    """Returns an enrolment that waits for its first code again, to a caller who knows its secret and the challenge.

    A page needs it after a wrong code.

    Raises: ChallengeEnded, TotpNotBegun (nothing waits for a code, or it has another secret).
    """

    begin: Begin[IdentityWork]
    challenges: ChallengeKeeper
    enroller: TotpEnroller

    async def __call__(self, challenge: str, secret: str) -> TotpEnrolment:
        found = await self.challenges.found(challenge, ChallengePurpose.ENROL)
        async with self.begin() as work:
            return await self.enroller.repeated(work, found.user, secret)
