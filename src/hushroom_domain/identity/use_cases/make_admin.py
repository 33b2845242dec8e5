"""Makes a user an administrator."""

from typing import Annotated

from attrs import evolve, frozen

from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.policy import TYPED_EMAIL
from hushroom_domain.identity.ports import DomainNames, IdentityWork
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.shared.audit import Entity, decision
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class MakeAdmin:
    """Gives the user with this address the role of an administrator, and ends their browser sign-ins; idempotent.

    Where administrators must have a second factor, every sign-in ends, because the user may have shown none.

    Raises: ValidationFailed, UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    domain_names: DomainNames
    duty: FactorDuty

    @frozen
    class Command(ValidatedInput):
        email: Annotated[str, TYPED_EMAIL]

    async def __call__(self, command: Command) -> User:
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        async with self.begin() as work:
            found = await work.users.by_email(address)
            if found is None:
                raise UserNotFound
            before = await work.users.lock(found.id)
            if before.role is UserRole.ADMIN:
                return before
            now = self.clock.now()
            after = evolve(before, role=UserRole.ADMIN, updated_at=now)
            await work.users.save(after)
            await self.duty.end_earlier_sign_ins(work, after.id, now)
            was, became = ({"role": user.role.value} for user in (before, after))
            await work.audit.add(decision(None, Entity.USER, after.id, before=was, after=became))
        return after
