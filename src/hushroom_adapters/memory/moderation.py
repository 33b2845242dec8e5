"""Abuse reports in memory."""

from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.machine import Status
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.shared.ids import ReportId, UserId


@frozen
class MemoryReports:
    """Implements `Reports`."""

    tables: Tables

    async def add(self, report: AbuseReport) -> None:
        self.tables.reports.put(report.id, report)

    async def lock(self, report_id: ReportId) -> AbuseReport:
        report = self.tables.reports.get(report_id)
        if report is None:
            raise ReportNotFound
        return report

    async def save(self, report: AbuseReport) -> None:
        self.tables.reports.put(report.id, report)

    async def pending_reporters(self, reported: UserId, since: datetime) -> int:
        pending = (one for one in self.tables.reports.values() if one.status is Status.PENDING)
        return len({one.reporter_id for one in pending if one.reported_user_id == reported and one.created_at > since})
