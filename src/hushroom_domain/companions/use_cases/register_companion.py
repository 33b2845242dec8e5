"""Apply to become a companion."""

from attrs import frozen

from hushroom_domain.companions.model import Companion, CompanionMode
from hushroom_domain.companions.policy import BIO, TAG, clean_tags, rate_problem
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.identity.model import UserRole
from hushroom_domain.shared.errors import raise_for_fields
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RegisterCompanion:
    """Open a profile that waits for review; the user's role becomes COMPANION. Refuses with `AlreadyCompanion`."""

    begin: Begin[CompanionWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command:
        user_id: UserId
        base_rate: Money
        bio: str | None = None
        expertise_tags: tuple[str, ...] = ()
        drift_enforcement: CompanionMode = CompanionMode.MODERATE

    async def __call__(self, command: Command) -> Companion:
        raise_for_fields(
            rate_problem(command.base_rate),
            BIO.problem("bio", command.bio),
            *TAG.problems("expertiseTags", command.expertise_tags),
        )
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
