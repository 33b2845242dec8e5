"""Completes a change of address with the token that was mailed to the new one."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import EmailTaken, UselessToken
from hushroom_domain.identity.events import EmailChanged
from hushroom_domain.identity.model import ABOUT_ADDRESS, EmailChange, TokenPurpose, User
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import DomainNames, IdentityWork, OpaqueTokens
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.addresses import holder_of, require_not_kept
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ConfirmEmailChange:
    """Gives an account its new address; ends every sign-in but the one that asked, and every other mailed link.

    Raises: ValidationFailed, UselessToken (unknown, used or expired, or the change is not open), EmailTaken (another
    account took the address meanwhile).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    domain_names: DomainNames
    attempts: AttemptGuard

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        now, purpose = self.clock.now(), TokenPurpose.CONFIRM_EMAIL_CHANGE
        digest = self.opaque_tokens.digest(command.token)
        async with self.begin() as work:
            found = await work.one_time_tokens.get(digest, purpose)
            if found is None:
                raise UselessToken
            user = await work.users.lock(found.user_id)
            token = await work.one_time_tokens.lock(digest, purpose)
            if token is None or token.change_id is None or not token.works(now) or not user.is_enabled:
                raise UselessToken
            change = await work.email_changes.get(token.change_id)
            if change is None or not change.may_be_confirmed(now):
                raise UselessToken
            moved = await self._move(work, user, change)
            await work.one_time_tokens.revoke(user.id, ABOUT_ADDRESS, now)
            await end_other_sign_ins(work, user.id, change.sign_in_id, now)
            await work.audit.add(act_on_oneself(AuditAction.EMAIL_CHANGE_CONFIRM, user.id, changeId=str(change.id)))
            changed = EmailChanged(change_id=change.id, user_id=user.id, is_undoable=user.is_email_verified)
            await work.outbox.add([changed])
        # The holder of the mailed token has proved the address, as after a reset of the password.
        await self.attempts.know(moved)

    async def _move(self, work: IdentityWork, user: User, change: EmailChange) -> User:
        """Returns the user with the new address, which is stored. Raises: EmailTaken."""
        now = self.clock.now()
        address = EmailAddress.of(change.new_email, self.domain_names.to_ascii)
        # Looked for before it is stored, because the database's log would quote the address of a violation.
        if await holder_of(work, address, now) not in {None, user.id}:
            raise EmailTaken
        moved = user.with_address(change.new_email, change.new_key, now)
        await work.users.readdress(moved)
        await require_not_kept(work, change.new_key, user.id, now)
        await work.email_changes.save(change.confirmed(is_old_proved=user.is_email_verified, now=now))
        return moved
