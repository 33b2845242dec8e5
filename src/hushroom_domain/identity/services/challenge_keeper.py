"""The keeper of challenges, which stand between a first proof and a sign-in."""

from attrs import frozen

from hushroom_domain.identity.errors import ChallengeEnded
from hushroom_domain.identity.model import AccountStatus, ChallengePurpose, ProofAttempt, SecondFactorChallenge, User
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.shared.ids import TokenId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class FoundChallenge:
    """A challenge that may be met, and its user as read without a lock."""

    challenge: SecondFactorChallenge
    user: User


@frozen
class ChallengeKeeper:
    """Issues challenges, and finds those that may be met."""

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    opaque_tokens: OpaqueTokens

    async def issue(
        self, work: IdentityWork, user: User, purpose: ChallengePurpose, attempt: ProofAttempt | None
    ) -> str:
        """Stores a new challenge, and returns its secret; `attempt` is the one at the first proof, if it was counted.

        The caller holds the lock on the user's row.
        """
        secret = self.opaque_tokens.new()
        await work.second_factor_challenges.add(
            SecondFactorChallenge.issued(
                challenge_id=TokenId(self.ids.new()),
                user_id=user.id,
                purpose=purpose,
                digest=self.opaque_tokens.digest(secret),
                attempt_id=attempt.id if attempt else None,
                now=self.clock.now(),
            )
        )
        return secret

    async def found(self, secret: str, purpose: ChallengePurpose) -> FoundChallenge:
        """Returns the challenge with this secret. Raises: ChallengeEnded (also for one of another purpose)."""
        async with self.begin() as work:
            challenge = await work.second_factor_challenges.get(self.opaque_tokens.digest(secret))
            user = await work.users.get(challenge.user_id) if challenge else None
        if challenge is None or user is None or not challenge.works(purpose, self.clock.now()):
            raise ChallengeEnded
        return FoundChallenge(challenge, user)

    async def locked(self, work: IdentityWork, found: FoundChallenge) -> FoundChallenge:
        """Returns the challenge as it is now, and its user, locked. Raises: ChallengeEnded.

        A challenge to set the first factor up ends when there is one, however it was set up. A deletion ends the
        challenges of sign-ins, so the challenge of a deleted user is one of coming back.
        """
        now = self.clock.now()
        user = await work.users.lock(found.user.id)
        challenge = await work.second_factor_challenges.get(found.challenge.digest)
        if challenge is None or not challenge.works(challenge.purpose, now):
            raise ChallengeEnded
        if user.status(now) is AccountStatus.CLOSED:
            raise ChallengeEnded
        if challenge.purpose is ChallengePurpose.ENROL and await _has_factor(work, user):
            raise ChallengeEnded
        return FoundChallenge(challenge, user)


async def _has_factor(work: IdentityWork, user: User) -> bool:
    """Returns whether the user, who is bound to have a second factor, has one."""
    return bool((await work.second_factors.of(user.id)).demanded(is_bound=True))
