"""Begins an attempt to sign in by a provider."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.model import IdentityProvider, ProviderId
from hushroom_domain.identity.policy import PROVIDER_NAME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper, BegunAttempt
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class BeginProviderAttempt:
    """Begins an attempt, which its secret answers within ten minutes, and returns where the browser goes.

    With a user the attempt adds an identity to the user's account; without one it signs somebody in.

    Raises: ValidationFailed, UnknownProvider, SignInProviderUnavailable, IdentityLinkQuotaReached.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    keeper: AttemptKeeper
    links: DailyQuota

    @frozen
    class Command(ValidatedInput):
        provider: Annotated[str, PROVIDER_NAME]
        user_id: UserId | None = None

    @property
    def offered(self) -> tuple[IdentityProvider, ...]:
        """Returns the configured providers, in the order in which they are offered."""
        return self.keeper.providers.offered

    async def __call__(self, command: Command) -> BegunAttempt:
        kept, begun = await self.keeper.prepared(ProviderId(command.provider), command.user_id)
        async with self.begin() as work:
            if command.user_id is not None:
                await self.links.spend(work, command.user_id, self.clock.now())
            await work.provider_attempts.add(kept)
        return begun
