"""Erases a deleted account whose owner did not bring it back."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.administration.policy import MONEY_ASKED_EVERY
from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.identity.events import AccountDeleted, ErasureDue
from hushroom_domain.identity.services.avatars import check_former
from hushroom_domain.payments.events import CustomerDeletionDue
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class EraseUser:
    """Removes all that tells who the owner of a deleted account was; other participants keep their sessions.

    Does nothing for an account that came back. As long as money of the account is open the erasure waits, and looks
    again every `MONEY_ASKED_EVERY`: the provider may ask who paid or was paid until then.

    Raises: UserNotFound.
    """

    begin: Begin[AdminWork]
    clock: Clock

    async def __call__(self, user_id: UserId, deleted_at: datetime) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            if user.deleted_at != deleted_at or user.is_erased:
                return
            if await work.payments.has_open(user_id):
                again = ErasureDue(user_id=user_id, deleted_at=deleted_at)
                await work.outbox.add([again], due=now + MONEY_ASKED_EVERY)
                return
            await check_former(work, user)
            await work.users.erase(user.erased(now))
            for customer_id in await work.payments.customers_of(user_id):
                await work.outbox.add([CustomerDeletionDue(customer_id)])
            await work.password_credentials.remove(user_id)
            await work.personal_rows.erase(user_id)
            await _erase_profile(work, user_id, now)
            await work.audit.add(
                Act(action=AuditAction.DATA_DELETION, actor_id=None, entity=Entity.USER, entity_id=user_id)
            )
            await work.outbox.add([AccountDeleted(user_id=user_id, at=now)])


async def _erase_profile(work: AdminWork, user_id: UserId, now: datetime) -> None:
    companion = await work.companions.of_user(user_id)
    if companion is not None:
        locked = await work.companions.lock(companion.id)
        await work.companions.save(locked.erased(now))
