"""Abuse reports in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import and_, bindparam, exists, func, or_, select, update

from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.payments.tables import PAYMENTS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import PAID_FOR, ReportsCount
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.shared.ids import ReportId, UserId

_r = ABUSE_REPORTS.c
_REPORTS = TableStatements(REPORT)
_s, _p = SESSIONS.c, PAYMENTS.c
_MET = exists().where(
    or_(
        and_(_s.seeker_id == _r.reporter_id, _s.companion_user_id == _r.reported_user_id),
        and_(_s.seeker_id == _r.reported_user_id, _s.companion_user_id == _r.reporter_id),
    ),
    _s.started_at.is_not(None),
    _p.session_id == _s.id,
    _p.status.in_([word(status) for status in sorted(PAID_FOR)]),
)
_ABOUT = and_(_r.reported_user_id == bindparam("reported"), _r.status == word(ReportStatus.PENDING), _r.counts)
_ANYONE = select(func.count(_r.reporter_id.distinct()).label("reporters")).where(
    _ABOUT, _r.created_at > bindparam("since")
)
_REPORTERS = {ReportsCount.ANYONE: _ANYONE, ReportsCount.MET: _ANYONE.where(_MET)}
_RESTART = update(ABUSE_REPORTS).where(_ABOUT).values(counts=False)


@frozen
class PostgresReports:
    """Implements `Reports`."""

    transaction: Transaction

    async def add(self, report: AbuseReport) -> None:
        await self.transaction.add(_REPORTS, report)

    async def get(self, report_id: ReportId) -> AbuseReport | None:
        return await self.transaction.one(REPORT, _REPORTS.by_id, id=report_id)

    async def lock(self, report_id: ReportId) -> AbuseReport:
        report = await self.transaction.one(REPORT, _REPORTS.lock_by_id, id=report_id)
        if report is None:
            raise ReportNotFound
        return report

    async def save(self, report: AbuseReport) -> None:
        await self.transaction.save(_REPORTS, report)

    async def pending_reporters(self, reported: UserId, since: datetime, who: ReportsCount) -> int:
        row = await self.transaction.row(_REPORTERS[who], reported=reported, since=since)
        return 0 if row is None else int(row[0])

    async def restart_count(self, reported: UserId) -> None:
        await self.transaction.run(_RESTART, reported=reported)


class PostgresModerationRepositories(PostgresRepositories):
    """The repositories of moderation in one transaction."""

    @property
    def reports(self) -> PostgresReports:
        return PostgresReports(self.transaction)
