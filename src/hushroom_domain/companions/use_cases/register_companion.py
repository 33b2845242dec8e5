"""Apply to become a companion."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.companions.model import Companion, CompanionMode
from hushroom_domain.companions.policy import BASE_RATE, BIO, TAGS, clean_tags
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.identity.model import UserRole
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RegisterCompanion:
    """Open a profile that waits for review; the user's role becomes COMPANION. Refuses with `AlreadyCompanion`."""

    begin: Begin[CompanionWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        base_rate: Annotated[Money, BASE_RATE]
        bio: Annotated[str | None, BIO] = None
        expertise_tags: Annotated[tuple[str, ...], TAGS] = ()
        drift_enforcement: CompanionMode = CompanionMode.MODERATE

    async def __call__(self, command: Command) -> Companion:
        now = self.clock.now()
        companion = Companion(
            id=CompanionId(self.ids.new()),
            user_id=command.user_id,
            base_rate=command.base_rate,
            bio=command.bio,
            expertise_tags=clean_tags(command.expertise_tags),
            drift_enforcement=command.drift_enforcement,
            created_at=now,
            updated_at=now,
        )
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            await work.companions.add(companion)
            await work.users.save(user.with_role(UserRole.COMPANION, now))
        return companion
