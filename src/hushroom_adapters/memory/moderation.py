"""Abuse reports in memory."""

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.moderation.errors import AlreadyReported, ReportNotFound
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import PAID_FOR, ReportsCount
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.shared.ids import ReportId, UserId


@frozen
class MemoryReports:
    """Implements `Reports`."""

    tables: Tables

    async def add(self, report: AbuseReport) -> None:
        pair = (report.reporter_id, report.reported_user_id)
        if report.status is ReportStatus.PENDING and any(
            (one.reporter_id, one.reported_user_id) == pair for one in self._pending()
        ):
            raise AlreadyReported
        self.tables.reports.put(report.id, report)

    async def get(self, report_id: ReportId) -> AbuseReport | None:
        return self.tables.reports.get(report_id)

    async def lock(self, report_id: ReportId) -> AbuseReport:
        report = self.tables.reports.get(report_id)
        if report is None:
            raise ReportNotFound
        return report

    async def save(self, report: AbuseReport) -> None:
        self.tables.reports.put(report.id, report)

    async def pending_reporters(self, reported: UserId, since: datetime, who: ReportsCount) -> int:
        pending = (one for one in self._pending() if one.counts and one.reported_user_id == reported)
        reporters = {one.reporter_id for one in pending if one.created_at > since}
        return len(reporters if who is ReportsCount.ANYONE else reporters & self._met(reported))

    async def restart_count(self, reported: UserId) -> None:
        for report in list(self._pending()):
            if report.reported_user_id == reported:
                await self.save(evolve(report, counts=False))

    def _pending(self) -> Iterator[AbuseReport]:
        return (one for one in self.tables.reports.values() if one.status is ReportStatus.PENDING)

    def _met(self, user_id: UserId) -> set[UserId | None]:
        """Returns the users with whom this user had a session that began and was paid for."""
        paid = {one.session_id for one in self.tables.payments.values() if one.status in PAID_FOR}
        sessions = (one for one in self.tables.sessions.values() if one.started_at and one.id in paid)
        pairs = ({one.seeker_id, one.companion_user_id} for one in sessions)
        return {person for pair in pairs if user_id in pair for person in pair - {user_id}}


class MemoryModerationRepositories(MemoryRepositories):
    """The repositories of moderation in one transaction."""

    @property
    def reports(self) -> MemoryReports:
        return MemoryReports(self.tables)
