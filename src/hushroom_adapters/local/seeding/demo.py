"""Adds the demo accounts that are missing; accounts that exist stay as they are."""

from collections.abc import Awaitable, Callable
from datetime import date

from attrs import frozen

from hushroom_adapters.local.seeding.accounts import ACCOUNTS, PASSWORD, Account, DemoProfile
from hushroom_domain.application import Work
from hushroom_domain.availability.model import Slot
from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.model import PasswordCredential, SpokenLanguage, User
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import CompanionId, LanguageId, SlotId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids

BIRTHDAY = date(1990, 1, 1)


@frozen
class DemoAccounts:
    """Writes rows directly, because the use cases would send emails to the demo addresses."""

    begin: Begin[Work]
    clock: Clock
    ids: Ids
    hash_password: Callable[[str], Awaitable[str]]

    async def __call__(self) -> int:
        """Adds the missing accounts and returns their number; all share one hash, because hashing is slow."""
        missing = [account for account in ACCOUNTS if not await self._exists(account)]
        if not missing:
            return 0
        hashed = await self.hash_password(PASSWORD)
        return sum([await self._add(account, hashed) for account in missing])

    async def _exists(self, account: Account) -> bool:
        async with self.begin() as work:
            return await work.users.by_email(_address(account)) is not None

    async def _add(self, account: Account, hashed: str) -> bool:
        user = self._user(account)
        try:
            async with self.begin() as work:
                await work.users.add(user)
                await work.password_credentials.put(
                    PasswordCredential(user_id=user.id, password_hash=hashed, changed_at=user.created_at)
                )
                await work.users.replace_languages(user.id, self._languages(account, user.id))
                if account.offer is not None:
                    await self._offer(work, account, account.offer, user)
        except EmailTaken:  # another process seeds at the same time
            return False
        return True

    async def _offer(self, work: Work, account: Account, offer: DemoProfile, user: User) -> None:
        companion = self._companion(offer, user.id)
        await work.companions.add(companion)
        await work.slots.replace_hours(companion.id, self._slots(account, offer, companion.id))

    def _user(self, account: Account) -> User:
        now = self.clock.now()
        return User(
            id=UserId(self.ids.new()),
            email=account.email,
            address_key=_address(account).key,
            display_name=account.display_name,
            date_of_birth=BIRTHDAY,
            role=account.role,
            is_email_verified=True,
            is_age_verified=True,
            preferred_language=account.languages[0][0],
            timezone=account.timezone,
            created_at=now,
            updated_at=now,
        )

    def _languages(self, account: Account, user_id: UserId) -> list[SpokenLanguage]:
        return [
            SpokenLanguage(
                id=LanguageId(self.ids.new()),
                user_id=user_id,
                language=language,
                proficiency=proficiency,
                is_preferred=position == 0,
            )
            for position, (language, proficiency) in enumerate(account.languages)
        ]

    def _companion(self, offer: DemoProfile, user_id: UserId) -> Companion:
        now = self.clock.now()
        return Companion(
            id=CompanionId(self.ids.new()),
            user_id=user_id,
            type=offer.tier,
            status=CompanionStatus.APPROVED,
            bio=offer.bio,
            base_rate=offer.base_rate,
            expert_premium=offer.expert_premium,
            expertise_tags=offer.tags,
            certifications=offer.certifications,
            identity_verified=offer.tier is not CompanionTier.STANDARD,
            drift_enforcement=offer.mode,
            is_online=True,
            last_active_at=now,
            created_at=now,
            updated_at=now,
        )

    def _slots(self, account: Account, offer: DemoProfile, companion_id: CompanionId) -> list[Slot]:
        now = self.clock.now()
        return [
            Slot(
                id=SlotId(self.ids.new()),
                companion_id=companion_id,
                day_of_week=day,
                start_time=offer.start,
                end_time=offer.end,
                timezone=account.timezone,
                created_at=now,
                updated_at=now,
            )
            for day in offer.days
        ]


def _address(account: Account) -> EmailAddress:
    """Returns the address of a demo account, whose domain is in ASCII."""
    return EmailAddress.of(account.email, str.lower)
