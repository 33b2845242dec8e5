"""Throw away tokens that are of no use any more."""

from datetime import timedelta

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ports import Begin, Clock

KEPT = timedelta(days=7)
"""How long an expired token stays, so that a late use is told apart from a guess."""


@frozen
class DeleteExpiredTokens:
    """Delete what expired more than a week ago; how many."""

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.one_time_tokens.sweep(self.clock.now() - KEPT)
