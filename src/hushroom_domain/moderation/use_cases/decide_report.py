"""Decide on an abuse report."""

from attrs import frozen

from hushroom_domain.moderation.machine import Action
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.shared.audit import Entity, decision
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
            was, became = ({"status": report.status.value} for report in (before, after))
            await work.audit.add(decision(command.admin_id, Entity.REPORT, after.id, before=was, after=became))
        return after
