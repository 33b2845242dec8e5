"""Changes a user's own profile."""

from typing import Annotated

from attrs import evolve, frozen

from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import AVATAR, LANGUAGE, NAME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput, changes_of
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.time import ZONE


@frozen
class UpdateProfile:
    """Changes some of a user's own fields.

    Raises: ValidationFailed (limits, unknown time zone), UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        """New values of fields of `User`; None clears a name or the avatar."""

        user_id: UserId
        first_name: Annotated[str | Unchanged | None, NAME] = UNCHANGED
        last_name: Annotated[str | Unchanged | None, NAME] = UNCHANGED
        display_name: Annotated[str | Unchanged | None, NAME] = UNCHANGED
        avatar_url: Annotated[str | Unchanged | None, AVATAR] = UNCHANGED
        preferred_language: Annotated[str | Unchanged, LANGUAGE] = UNCHANGED
        timezone: Annotated[str | Unchanged, ZONE] = UNCHANGED

    async def __call__(self, command: Command) -> User:
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            user = evolve(user, **changes_of(command, "user_id"), updated_at=self.clock.now())
            await work.users.save(user)
        return user
