"""Deletes tokens that expired some time ago."""

from datetime import datetime, timedelta

from attrs import frozen

from hushroom_domain.identity.policy import EMAIL_CHANGES_EXPIRED_AT_ONCE, EMAIL_CHANGES_KEPT, SIGN_IN_LIFETIME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ports import Begin, Clock

KEPT = timedelta(days=7)
"""The time for which an expired token is kept, so that its late use is distinguished from a guess."""


@frozen
class DeleteExpiredTokens:
    """Deletes the tokens that expired more than a week ago, and returns their number.

    Deletes the attempts to sign in by a provider and the challenges of passkeys and of second factors that expired,
    too, and the devices that were not used for the longest life of a sign-in. Ends the changes of address that were not
    confirmed in time, and deletes old ones.
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
            await work.email_changes.sweep(now - EMAIL_CHANGES_KEPT)
            number = await work.one_time_tokens.sweep(now - KEPT)
        while await self._expire_changes(now):
            pass
        return number

    async def _expire_changes(self, now: datetime) -> int:
        """Ends some changes of address whose time is over, each in a transaction of its own; returns their number."""
        async with self.begin() as work:
            due = await work.email_changes.expired(now, EMAIL_CHANGES_EXPIRED_AT_ONCE)
        for user_id in due:
            async with self.begin() as work:
                await work.users.lock(user_id)
                change = await work.email_changes.open_of(user_id)
                if change is not None and not change.may_be_confirmed(now):
                    await work.email_changes.save(change.expired(now))
        return len(due)
