"""Requests a link to set a new password."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.events import PasswordForgotten
from hushroom_domain.identity.ports import Braked, Brakes, DomainNames, IdentityWork
from hushroom_domain.identity.rules.email_addresses import EMAIL, EmailAddress
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RequestPasswordReset:
    """Announces that a reset link was requested; a reaction mails it if an enabled account has the address.

    Known and unknown addresses take the same steps and the same time, so that the answer does not reveal whether an
    account exists. After too many requests for one address it announces nothing.

    Raises: ValidationFailed.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    domain_names: DomainNames
    brakes: Brakes

    @frozen
    class Command(ValidatedInput):
        email: Annotated[str, EMAIL]

    async def __call__(self, command: Command) -> None:
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        if not await self.brakes.take(Braked.RESET_MAIL, address.key):
            return
        async with self.begin() as work:
            user = await work.users.by_email(address)
            known = user.id if user is not None and user.is_enabled else None
            asked = PasswordForgotten(request_id=self.ids.new(), user_id=known, asked_at=self.clock.now())
            await work.outbox.add([asked])
