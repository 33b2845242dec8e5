"""Make somebody an administrator."""

from attrs import evolve, frozen

from hushroom_domain.accounts.errors import UserNotFound
from hushroom_domain.accounts.model import Role, User
from hushroom_domain.accounts.ports import AccountWork
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class MakeAdmin:
    """Promote the user with this address; doing it twice changes nothing. Refuses with `UserNotFound`."""

    begin: Begin[AccountWork]
    clock: Clock

    async def __call__(self, email: str) -> User:
        async with self.begin() as work:
            found = await work.users.by_email(email)
            if found is None:
                raise UserNotFound
            user = await work.users.lock(found.id)
            user = evolve(user, role=Role.ADMIN, updated_at=self.clock.now())
            await work.users.save(user)
        return user
