"""Abuse reports in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, func, select

from hushroom_adapters.postgres.compiled import word
from hushroom_adapters.postgres.entities import REPORT
from hushroom_adapters.postgres.statements import Table
from hushroom_adapters.postgres.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.transaction import Transaction
from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.machine import Status
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.shared.ids import ReportId, UserId

_r = ABUSE_REPORTS.c
_REPORTS = Table(REPORT)
_PENDING_REPORTERS = select(func.count(_r.reporter_id.distinct()).label("reporters")).where(
    _r.reported_user_id == bindparam("reported"), _r.status == word(Status.PENDING), _r.created_at > bindparam("since")
)


@frozen
class PostgresReports:
    """Implements `Reports`."""

    transaction: Transaction

    async def add(self, report: AbuseReport) -> None:
        await self.transaction.add(_REPORTS, report)

    async def lock(self, report_id: ReportId) -> AbuseReport:
        report = await self.transaction.one(REPORT, _REPORTS.lock_by_id, id=report_id)
        if report is None:
            raise ReportNotFound
        return report

    async def save(self, report: AbuseReport) -> None:
        await self.transaction.save(_REPORTS, report)

    async def pending_reporters(self, reported: UserId, since: datetime) -> int:
        row = await self.transaction.row(_PENDING_REPORTERS, reported=reported, since=since)
        return 0 if row is None else int(row[0])
