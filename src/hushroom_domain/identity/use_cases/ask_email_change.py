"""Asks for another address of the user's own account."""

from datetime import datetime, timedelta
from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import MailboxQuotaReached, SameAddress, UserNotFound, WrongPassword
from hushroom_domain.identity.events import EmailChangeAsked
from hushroom_domain.identity.model import EmailChange, PasswordCredential, TokenPurpose, User
from hushroom_domain.identity.policy import TYPED_PASSWORD
from hushroom_domain.identity.ports import DomainNames, IdentityWork
from hushroom_domain.identity.rules.email_addresses import EMAIL, EmailAddress, email_problem
from hushroom_domain.identity.services.addresses import holder_of
from hushroom_domain.identity.services.own_password import OwnPasswordCheck
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.errors import raise_for_fields
from hushroom_domain.shared.ids import EmailChangeId, FamilyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota

MAILBOX_DAY = timedelta(days=1)


@frozen
class AskEmailChange:
    """Stores a change of address; reactions mail a link to the new address, and tell the old one.

    The user keeps the old address until the new one is proved. A taken address takes the same steps as a free one; only
    the letter to it differs. An earlier change that is not confirmed ends.

    Raises: UserNotFound, ValidationFailed, StepUpRequired, WrongPassword (also after too many recent attempts),
    SameAddress, EmailChangeQuotaReached, MailboxQuotaReached.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    domain_names: DomainNames
    step_up: StepUp
    own_password: OwnPasswordCheck
    quota: DailyQuota
    most_to_mailbox: int | None

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        email: Annotated[str, EMAIL]
        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        raise_for_fields(email_problem(command.email, self.domain_names.to_ascii))
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        password = await self._proved(command)
        now = self.clock.now()
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            if not password.is_same_password(await work.password_credentials.get(user.id)):
                raise WrongPassword
            if self._has_address(user, address):
                raise SameAddress
            await self.quota.spend(work, user.id, now)
            await self._spend_on_mailbox(work, address, now)
            await _replace_open(work, user.id, now)
            change = EmailChange.asked(
                change_id=EmailChangeId(self.ids.new()), user=user, to=address, sign_in_id=command.sign_in_id, now=now
            )
            await work.email_changes.add(change)
            holder = await holder_of(work, address, now)
            await work.audit.add(act_on_oneself(AuditAction.EMAIL_CHANGE_ASK, user.id, changeId=str(change.id)))
            other = None if holder == user.id else holder
            await work.outbox.add([EmailChangeAsked(change_id=change.id, user_id=user.id, holder_id=other)])

    async def _proved(self, command: Command) -> PasswordCredential:
        """Returns the password of the user. Raises: UserNotFound, StepUpRequired, WrongPassword."""
        async with self.begin() as work:
            user = await work.users.get(command.user_id)
            if user is None:
                raise UserNotFound
            # Before the password, because whoever lacks the factor must not learn whether the password is right.
            await self.step_up.require(work, user.id, command.sign_in_id)
            stored = await work.password_credentials.get(user.id)
        return await self.own_password.require(user, stored, command.password, command.sign_in_id)

    def _has_address(self, user: User, address: EmailAddress) -> bool:
        return EmailAddress.of(user.email, self.domain_names.to_ascii).key == address.key

    async def _spend_on_mailbox(self, work: IdentityWork, address: EmailAddress, now: datetime) -> None:
        asked = await work.email_changes.asked_to(address.key, now - MAILBOX_DAY)
        if self.most_to_mailbox is not None and asked >= self.most_to_mailbox:
            raise MailboxQuotaReached


async def _replace_open(work: IdentityWork, user_id: UserId, now: datetime) -> None:
    """Ends the open change of a user, with its links."""
    before = await work.email_changes.open_of(user_id)
    if before is not None:
        await work.email_changes.save(before.replaced(now))
        await work.one_time_tokens.revoke(user_id, {TokenPurpose.CONFIRM_EMAIL_CHANGE}, now)
