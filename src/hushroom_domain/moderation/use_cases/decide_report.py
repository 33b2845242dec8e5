"""Decides on an abuse report."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.events import ReportDecided
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import NOTES
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.shared.audit import Entity, decision
from hushroom_domain.shared.ids import ReportId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DecideReport:
    """Resolves or dismisses a report; other reports about the same user no longer count towards a suspension.

    Raises: ValidationFailed, ReportNotFound, IllegalTransition (decided already).
    """

    begin: Begin[ModerationWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        admin_id: UserId
        report_id: ReportId
        action: ReportAction
        notes: Annotated[str | None, NOTES, Named("adminNotes")] = None

    async def __call__(self, command: Command) -> AbuseReport:
        async with self.begin() as work:
            found = await work.reports.get(command.report_id)
            if found is None:
                raise ReportNotFound
            # Locks the user first, as filing a report does, so that two decisions about one user cannot deadlock.
            await work.users.lock(found.reported_user_id)
            before = await work.reports.lock(found.id)
            after = before.decided(command.action, command.notes, self.clock.now())
            await work.reports.save(after)
            await work.reports.restart_count(after.reported_user_id)
            was, became = ({"status": report.status.value} for report in (before, after))
            await work.outbox.add([ReportDecided(report_id=after.id, reporter_id=after.reporter_id)])
            await work.audit.add(decision(command.admin_id, Entity.REPORT, after.id, before=was, after=became))
        return after
