"""Deletes tokens that expired some time ago."""

from datetime import timedelta

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ports import Begin, Clock

KEPT = timedelta(days=7)
"""The time for which an expired token is kept, so that its late use is distinguished from a guess."""


@frozen
class DeleteExpiredTokens:
    """Deletes the tokens that expired more than a week ago, and returns their number."""

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.one_time_tokens.sweep(self.clock.now() - KEPT)
