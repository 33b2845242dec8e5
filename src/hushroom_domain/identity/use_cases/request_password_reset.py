"""Requests a link to set a new password."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.events import PasswordForgotten
from hushroom_domain.identity.policy import OPTIONAL_TOKEN
from hushroom_domain.identity.ports import Braked, DomainNames, IdentityWork
from hushroom_domain.identity.rules.email_addresses import EMAIL, EmailAddress
from hushroom_domain.identity.services.attempt_guard import AttemptGuard, act_of_stranger
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Ids


@frozen
class RequestPasswordReset:
    """Announces that a reset link was requested; a reaction mails it if an enabled account has the address.

    Known and unknown addresses take the same steps and the same time, so that the answer does not reveal whether an
    account exists. After too many requests for one address it announces nothing, and for an unknown one never.

    Raises: ValidationFailed.
    """

    begin: Begin[IdentityWork]
    ids: Ids
    domain_names: DomainNames
    attempts: AttemptGuard

    @frozen
    class Command(ValidatedInput):
        email: Annotated[str, EMAIL]
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> None:
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        async with self.begin() as work:
            user = await work.users.by_email(address)
        attempt = self.attempts.attempt(user, address.key, command.device_token)
        verdict = await self.attempts.take(Braked.RESET_MAIL, attempt)
        if not verdict.is_allowed:
            return
        async with self.begin() as work:
            if verdict.is_last and user is not None:
                await work.audit.add(act_of_stranger(Braked.RESET_MAIL, attempt, verdict))
            if user is None or not user.is_enabled:
                await work.audit.add_nothing()
                return
            asked = PasswordForgotten(
                request_id=self.ids.new(),
                user_id=user.id,
                asked_at=attempt.at,
                is_from_known=attempt.device_id is not None,
            )
            await work.outbox.add([asked])
