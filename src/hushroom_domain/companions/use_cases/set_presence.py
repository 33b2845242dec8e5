"""Use case: go online or offline."""

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class SetPresence:
    """Sets whether the user's companion is online. Raises: CompanionNotFound."""

    begin: Begin[CompanionWork]
    clock: Clock

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        is_online: bool

    async def __call__(self, command: Command) -> Companion:
        now = self.clock.now()
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            companion = evolve(companion, is_online=command.is_online, last_active_at=now, updated_at=now)
            await work.companions.save(companion)
        return companion

    async def take_offline(self, user_id: UserId) -> None:
        """Sets the companion of a closed account offline, if the account has one; safe to repeat."""
        now = self.clock.now()
        async with self.begin() as work:
            found = await work.companions.of_user(user_id)
            if found is None or not found.is_online:
                return
            companion = await work.companions.lock(found.id)
            await work.companions.save(evolve(companion, is_online=False, updated_at=now))
