"""Begins the registration of a passkey."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import TooManyPasskeys
from hushroom_domain.identity.model import CeremonyPurpose, PasskeyChallenge, RegistrationOptions, RelyingParty
from hushroom_domain.identity.policy import PASSKEYS_EACH, TYPED_PASSWORD
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.recent_proof import RecentProof
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class BeginPasskeyRegistration:
    """Stores a challenge for five minutes, and returns the parameters with which a browser registers a passkey.

    A user without a second factor has signed in within ten minutes, or types the password, so that a stolen sign-in
    does not become a way in that stays.

    Raises: ValidationFailed, UserNotFound, StepUpRequired, RecentSignInRequired, WrongPassword, TooManyPasskeys,
    PasskeyQuotaReached.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    relying_party: RelyingParty
    quota: DailyQuota
    step_up: StepUp
    recent_proof: RecentProof

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        password: Annotated[str | None, TYPED_PASSWORD, Named("currentPassword")] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> RegistrationOptions:
        user_id, sign_in_id = command.user_id, command.sign_in_id
        await self.recent_proof.require(user_id, sign_in_id, command.password)
        now, challenge = self.clock.now(), self.opaque_tokens.new()
        digest = self.opaque_tokens.digest(challenge)
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            await self.step_up.require(work, user_id, sign_in_id)
            passkeys = await work.passkeys.of_user(user_id)
            if len(passkeys) >= PASSKEYS_EACH:
                raise TooManyPasskeys
            await self.quota.spend(work, user_id, now)
            await work.passkey_challenges.add(
                PasskeyChallenge.issued(digest=digest, purpose=CeremonyPurpose.REGISTER, user_id=user_id, now=now)
            )
        return RegistrationOptions(
            relying_party=self.relying_party,
            challenge=challenge,
            user_id=user_id,
            user_name=user.email,
            display_name=user.display_name or user.first_name or user.email,
            known=tuple(passkey.credential_id for passkey in passkeys),
        )
