"""Begins the enrolment of an authenticator app before a sign-in."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.model import ChallengePurpose
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class BeginEnrolment:
    """Stores a secret for the authenticator app of a user who may not sign in without one.

    An enrolment that was not confirmed is replaced; the challenge stays.

    Raises: ValidationFailed, ChallengeEnded (also for a challenge to show a factor).
    """

    begin: Begin[IdentityWork]
    challenges: ChallengeKeeper
    enroller: TotpEnroller

    @frozen
    class Command(ValidatedInput):
        challenge: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> TotpEnrolment:
        found = await self.challenges.found(command.challenge, ChallengePurpose.ENROL)
        async with self.begin() as work:
            now = await self.challenges.locked(work, found)
            secret = await self.enroller.begin(work, now.user.id)
        return self.enroller.shown(secret, now.user.email)
