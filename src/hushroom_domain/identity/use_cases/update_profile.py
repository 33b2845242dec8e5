"""Change what a user says about themselves."""

from typing import Any

from attrs import evolve, frozen

from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import LANGUAGE, NAME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.errors import raise_for_fields
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.time import zone_problem

CHANGEABLE = frozenset({"first_name", "last_name", "display_name", "avatar_url", "preferred_language", "timezone"})


@frozen
class UpdateProfile:
    """Change some of a user's own fields; refuses with `ValidationFailed` for a time zone that does not exist."""

    begin: Begin[IdentityWork]
    clock: Clock

    @frozen
    class Command:
        """`changes` maps field names of `User` to new values; only the changeable ones are allowed."""

        user_id: UserId
        changes: dict[str, Any]

    async def __call__(self, command: Command) -> User:
        assert command.changes.keys() <= CHANGEABLE
        changes = command.changes
        raise_for_fields(
            zone_problem(changes["timezone"]) if "timezone" in changes else None,
            NAME.problem("firstName", changes.get("first_name")),
            NAME.problem("lastName", changes.get("last_name")),
            NAME.problem("displayName", changes.get("display_name")),
            LANGUAGE.problem("preferredLanguage", changes.get("preferred_language")),
        )
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            user = evolve(user, **changes, updated_at=self.clock.now())
            await work.users.save(user)
        return user
