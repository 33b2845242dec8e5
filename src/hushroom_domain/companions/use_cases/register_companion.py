"""Use case: apply to become a companion."""

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion, CompanionApplication
from hushroom_domain.companions.policy import clean_tags
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.identity.model import UserRole
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.inputs import changes_of
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RegisterCompanion:
    """Creates a profile that waits for review, and sets the user's role to COMPANION.

    Raises: ValidationFailed, UserNotFound, AlreadyCompanion.
    """

    begin: Begin[CompanionWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(CompanionApplication):
        user_id: UserId

    async def __call__(self, command: Command) -> Companion:
        now = self.clock.now()
        told = changes_of(command) | {"expertise_tags": clean_tags(command.expertise_tags)}
        companion = Companion(id=CompanionId(self.ids.new()), created_at=now, updated_at=now, **told)
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            verification = await work.identity_verifications.get(command.user_id)
            companion = evolve(companion, identity_verified=verification is not None and verification.is_valid(now))
            await work.companions.add(companion)
            await work.users.save(user.with_role(UserRole.COMPANION, now))
        return companion
