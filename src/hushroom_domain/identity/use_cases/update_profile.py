"""Changes a user's own profile."""

from typing import Annotated

from attrs import evolve, frozen

from hushroom_domain.identity.errors import AvatarNotOwn, OutsideAvatarRefused
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import AVATAR, LANGUAGE, NAME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.identity.rules.names import plain_name
from hushroom_domain.identity.services.avatars import check_former
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput, changes_of
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.time import ZONE

NAMES = ("first_name", "last_name", "display_name")


@frozen
class UpdateProfile:
    """Changes some of a user's own fields. Another avatar than the stored one ends the use of the stored one.

    Raises: ValidationFailed (limits, unknown time zone), AvatarNotOwn, OutsideAvatarRefused, UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    addresses: AvatarAddresses
    takes_outside_avatars: bool = True

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
        changes = changes_of(command, "user_id", "avatar_url")
        changes |= {name: plain_name(changes[name]) for name in NAMES if name in changes}
        async with self.begin() as work:
            former = await work.users.lock(command.user_id)
            user = self._with_avatar(former, command.avatar_url)
            user = evolve(user, **changes, updated_at=self.clock.now())
            await work.users.save(user)
            if user.avatar_name != former.avatar_name:
                await check_former(work, former)
        return user

    def _with_avatar(self, user: User, address: str | Unchanged | None) -> User:
        """Returns the user with this avatar. Clients may send the address back that they were given."""
        if address == user.avatar_url or isinstance(address, Unchanged):
            return user
        name = self.addresses.name_in(address)
        if name is not None and name == user.avatar_name:
            return user
        if name is not None:
            raise AvatarNotOwn(problems=(FieldProblem("avatarUrl", AvatarNotOwn.message),))
        if address is not None and not self.takes_outside_avatars:
            raise OutsideAvatarRefused(problems=(FieldProblem("avatarUrl", OutsideAvatarRefused.message),))
        return evolve(user, avatar_name=None, avatar_url=address)
