"""Use case: change a companion profile."""

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion, ProfileChanges
from hushroom_domain.companions.policy import clean_tags
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import changes_of
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class UpdateCompanion:
    """Changes some fields of the profile of the user; sessions that are paid keep their price.

    Raises: ValidationFailed, CompanionNotFound.
    """

    begin: Begin[CompanionWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ProfileChanges):
        user_id: UserId

    async def __call__(self, command: Command) -> Companion:
        changes = changes_of(command, "user_id")
        if "expertise_tags" in changes:
            changes["expertise_tags"] = clean_tags(changes["expertise_tags"])
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            companion = evolve(companion, **changes, updated_at=self.clock.now())
            await work.companions.save(companion)
        return companion
