"""Deletes tokens that expired some time ago."""

from datetime import timedelta

from attrs import frozen

from hushroom_domain.identity.policy import SIGN_IN_LIFETIME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ports import Begin, Clock

KEPT = timedelta(days=7)
"""The time for which an expired token is kept, so that its late use is distinguished from a guess."""


@frozen
class DeleteExpiredTokens:
    """Deletes the tokens that expired more than a week ago, and returns their number.

    Deletes the attempts to sign in by a provider and the challenges of passkeys and of second factors that expired,
    too, and the devices that were not used for the longest life of a sign-in.
    """

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self) -> int:
        now = self.clock.now()
        async with self.begin() as work:
            await work.provider_attempts.sweep(now)
            await work.devices.sweep(now - SIGN_IN_LIFETIME)
            await work.passkey_challenges.sweep(now)
            await work.second_factor_challenges.sweep(now)
            return await work.one_time_tokens.sweep(now - KEPT)
