"""Exports the data about a user."""

from collections.abc import AsyncGenerator
from datetime import datetime

from attrs import frozen

from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.administration.queries import Export, ExportQueries
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class ExportData:
    """Yields the data about a user in slices, the audit log entry of this export included.

    Raises: UserNotFound, StepUpRequired, ExportQuotaReached.
    """

    begin: Begin[AdminWork]
    clock: Clock
    exports: ExportQueries
    quota: DailyQuota
    step_up: StepUp

    async def __call__(
        self, user_id: UserId, sign_in_id: FamilyId | None = None
    ) -> tuple[AsyncGenerator[Export, None], datetime]:
        async with self.begin() as work:
            await work.users.lock(user_id)
            await self.step_up.require(work, user_id, sign_in_id)
            await self.quota.spend(work, user_id, self.clock.now())
            await work.audit.add(act_on_oneself(AuditAction.DATA_EXPORT, user_id))
        return self.exports.slices(user_id), self.clock.now()
