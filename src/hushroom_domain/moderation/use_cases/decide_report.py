"""Decide on an abuse report."""

from attrs import frozen

from hushroom_domain.moderation.machine import Action
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import ReportId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DecideReport:
    """Resolve or dismiss, with notes. Refuses with `ReportNotFound` and `IllegalStep` (decided before)."""

    begin: Begin[ModerationWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command:
        admin_id: UserId
        report_id: ReportId
        action: Action
        notes: str | None = None

    async def __call__(self, command: Command) -> AbuseReport:
        async with self.begin() as work:
            before = await work.reports.lock(command.report_id)
            after = before.decided(command.action, command.notes, self.clock.now())
            await work.reports.save(after)
            await work.audit.add(
                Act(
                    action=AuditAction.ADMIN_ACTION,
                    actor_id=command.admin_id,
                    entity=Entity.REPORT,
                    entity_id=after.id,
                    metadata={"before": {"status": before.status.value}, "after": {"status": after.status.value}},
                )
            )
        return after
