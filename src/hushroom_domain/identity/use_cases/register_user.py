"""Registers a user."""

from datetime import date
from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import TooYoung
from hushroom_domain.identity.events import UserRegistered
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import NAME, NEW_PASSWORD, birth_problem, is_old_enough
from hushroom_domain.identity.ports import DomainNames, IdentityWork, Passwords
from hushroom_domain.identity.rules.email_addresses import EMAIL, EmailAddress, email_problem
from hushroom_domain.identity.services.token_issuer import SignedIn, TokenIssuer
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import DeclaredInput
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RegisterUser:
    """Creates the account of an adult and signs them in.

    Raises: ValidationFailed (address, password, date of birth), TooYoung, EmailTaken.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    passwords: Passwords
    domain_names: DomainNames
    signing_in: TokenIssuer

    @frozen(kw_only=True)
    class Command(DeclaredInput):
        email: Annotated[str, EMAIL]
        password: Annotated[str, NEW_PASSWORD] = field(repr=False)
        date_of_birth: Annotated[date, BoundedElsewhere("birth_problem")]
        first_name: Annotated[str | None, NAME] = None
        last_name: Annotated[str | None, NAME] = None

    async def __call__(self, command: Command) -> SignedIn:
        today = self.clock.now().date()
        command.validate(self._domain_problem(command.email), birth_problem(command.date_of_birth, today))
        if not is_old_enough(command.date_of_birth, today):
            raise TooYoung
        user = self._user(command, await self.passwords.hash(command.password))
        async with self.begin() as work:
            await work.users.add(user)
            signed_in = await self.signing_in.sign_in(work, user)
            await work.outbox.add([UserRegistered(user.id)])
            await work.audit.add(act_on_oneself(AuditAction.USER_REGISTER, user.id))
        return signed_in

    def _domain_problem(self, email: str) -> FieldProblem | None:
        is_shaped = EMAIL.wrong(email) is None
        return email_problem(email, self.domain_names.to_ascii) if is_shaped else None

    def _user(self, command: Command, password_hash: str) -> User:
        now = self.clock.now()
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        return User(
            id=UserId(self.ids.new()),
            email=address.given,
            address_key=address.key,
            password_hash=password_hash,
            first_name=command.first_name,
            last_name=command.last_name,
            date_of_birth=command.date_of_birth,
            is_age_verified=True,
            created_at=now,
            updated_at=now,
        )
