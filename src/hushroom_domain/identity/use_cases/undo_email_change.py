"""Undoes a change of address with the token that was mailed to the old one."""

from datetime import datetime
from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.events import AccountReactivated, EmailChangeUndone
from hushroom_domain.identity.model import (
    ABOUT_ADDRESS,
    AccountStatus,
    EmailChange,
    OneTimeToken,
    TokenPurpose,
    User,
)
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.other_credentials import remove_credentials_since
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class UndoEmailChange:
    """Restores the old address; a reaction mails a link for a new password to it.

    Whoever asked for the change knew the password: it goes, with every credential that was set up since, every sign-in
    and every mailed link. Later changes of the address are undone too, and an account that was deleted since comes
    back.

    Raises: ValidationFailed, UselessToken (unknown, used or expired, or the account is suspended or erased).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        now, purpose = self.clock.now(), TokenPurpose.UNDO_EMAIL_CHANGE
        digest = self.opaque_tokens.digest(command.token)
        async with self.begin() as work:
            found = await work.one_time_tokens.get(digest, purpose)
            if found is None:
                raise UselessToken
            user = await work.users.lock(found.user_id)
            token = await work.one_time_tokens.lock(digest, purpose)
            change = await _undoable(work, token, user, now)
            assert token is not None, "a change was found by it"
            await work.one_time_tokens.save(token.used(now))
            await _undo_with_later(work, change, now)
            back = await _brought_back(work, user, now)
            restored = back.with_address(change.old_email, change.old_key, now)
            await work.users.readdress(restored)
            await remove_credentials_since(work, user.id, change.asked_at)
            await end_rights(work, restored, now)
            await work.one_time_tokens.revoke(user.id, ABOUT_ADDRESS, now)
            await work.audit.add(act_on_oneself(AuditAction.EMAIL_CHANGE_UNDO, user.id, changeId=str(change.id)))
            await work.outbox.add([EmailChangeUndone(change_id=change.id, user_id=user.id)])


async def _undoable(work: IdentityWork, token: OneTimeToken | None, user: User, now: datetime) -> EmailChange:
    """Returns the change that the token undoes. Raises: UselessToken."""
    if token is None or token.change_id is None or not token.works(now):
        raise UselessToken
    change = await work.email_changes.get(token.change_id)
    if change is None or not change.may_be_undone(now) or await _is_closed(work, user, now):
        raise UselessToken
    return change


async def _is_closed(work: IdentityWork, user: User, now: datetime) -> bool:
    """Returns whether nobody may bring the account back: one that was closed after its deletion has no password."""
    status = user.status(now)
    if status is AccountStatus.DEACTIVATED:
        return await work.password_credentials.get(user.id) is None
    return status is AccountStatus.CLOSED


async def _brought_back(work: IdentityWork, user: User, now: datetime) -> User:
    """Returns the user as enabled; tells of an account that comes back from its deletion."""
    if user.status(now) is not AccountStatus.DEACTIVATED:
        return user
    await work.audit.add(act_on_oneself(AuditAction.USER_REACTIVATE, user.id))
    await work.outbox.add([AccountReactivated(user.id)])
    return user.reactivated(now)


async def _undo_with_later(work: IdentityWork, undone: EmailChange, now: datetime) -> None:
    """Undoes a change and those that were confirmed after it; earlier ones can still be undone."""
    assert undone.confirmed_at is not None, "a change that may be undone is confirmed"
    for change in await work.email_changes.of_user(undone.user_id):
        if change.may_be_undone(now) and change.confirmed_at is not None and change.confirmed_at >= undone.confirmed_at:
            await work.email_changes.save(change.undone(now))
