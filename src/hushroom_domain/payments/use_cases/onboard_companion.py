"""Let a companion open an account at the payment provider."""

from attrs import evolve, frozen

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class OnboardCompanion:
    """The URL where the caller's companion gives the provider what it must know.

    Refuses with `CompanionNotFound` and `ProviderUnavailable`.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway

    async def __call__(self, user_id: UserId) -> str:
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(user_id)
            user = await work.users.get(user_id)
        if user is None:
            raise CompanionNotFound
        account_id = companion.stripe_account_id or await self.gateway.open_account(companion.id, user.email)
        async with self.begin() as work:
            companion = await work.companions.lock(companion.id)
            if companion.stripe_account_id is None:
                companion = evolve(companion, stripe_account_id=account_id, updated_at=self.clock.now())
                await work.companions.save(companion)
        return await self.gateway.account_link(account_id)
