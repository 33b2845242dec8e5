"""Opening a companion's account at the payment provider."""

from attrs import evolve, frozen

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.payments.errors import ObjectMissing
from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.payments.services.payout_accounts import record_account
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class OnboardCompanion:
    """Returns the URL where the companion enters the data that the provider requires.

    An account that the provider does not have any more is replaced by a new one.

    Raises: CompanionNotFound, StepUpRequired, ProviderUnavailable, RequestRefused.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway
    step_up: StepUp

    async def __call__(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> str:
        async with self.begin() as work:
            await self.step_up.require(work, user_id, sign_in_id)
        companion, user = await self._caller(user_id)
        account_id = await self._account_of(companion, user)
        try:
            return await self.gateway.account_link(account_id)
        except ObjectMissing:
            async with self.begin() as work:
                await record_account(work, account_id, None, self.clock.now())
        companion, user = await self._caller(user_id)
        return await self.gateway.account_link(await self._account_of(companion, user))

    async def _caller(self, user_id: UserId) -> tuple[Companion, User]:
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(user_id)
            user = await work.users.get(user_id)
        if user is None:
            raise CompanionNotFound
        return companion, user

    async def _account_of(self, companion: Companion, user: User) -> str:
        """Returns the companion's account at the provider, which is created when there is none."""
        if companion.stripe_account_id is not None:
            return companion.stripe_account_id
        account_id = await self.gateway.open_account(companion.id, user.email)
        async with self.begin() as work:
            companion = await work.companions.lock(companion.id)
            if companion.stripe_account_id is None:
                companion = evolve(companion, stripe_account_id=account_id, updated_at=self.clock.now())
                await work.companions.save(companion)
        return companion.stripe_account_id or account_id
