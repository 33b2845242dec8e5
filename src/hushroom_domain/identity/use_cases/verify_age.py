"""Records the user's date of birth."""

from datetime import date
from typing import Annotated

from attrs import evolve, frozen

from hushroom_domain.identity.errors import TooYoung
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import birth_problem, is_old_enough
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import DeclaredInput
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class VerifyAge:
    """Records an adult's date of birth. Raises: ValidationFailed, TooYoung, UserNotFound."""

    begin: Begin[IdentityWork]
    clock: Clock

    @frozen
    class Command(DeclaredInput):
        user_id: UserId
        date_of_birth: Annotated[date, BoundedElsewhere("birth_problem")]

    async def __call__(self, command: Command) -> User:
        now = self.clock.now()
        command.validate(birth_problem(command.date_of_birth, now.date()))
        if not is_old_enough(command.date_of_birth, now.date()):
            raise TooYoung
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            user = evolve(user, date_of_birth=command.date_of_birth, is_age_verified=True, updated_at=now)
            await work.users.save(user)
        return user
