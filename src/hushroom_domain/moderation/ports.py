"""What moderation needs from the world."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import OneTimeTokens, RefreshTokens, Users
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import ReportId, UserId
from hushroom_domain.shared.participants import Participants
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class Reports(Protocol):
    """The abuse reports."""

    async def add(self, report: AbuseReport) -> None:
        """Insert a new report; a second pending one by the same reporter about the same user: `AlreadyReported`."""
        ...

    async def get(self, report_id: ReportId) -> AbuseReport | None: ...

    async def lock(self, report_id: ReportId) -> AbuseReport:
        """The report, locked until the transaction ends; refuses with `ReportNotFound`."""
        ...

    async def save(self, report: AbuseReport) -> None: ...

    async def pending_reporters(self, reported: UserId, since: datetime, who: ReportsCount) -> int:
        """Count the different people with pending reports about this user that count and were made after `since`."""
        ...

    async def restart_count(self, reported: UserId) -> None:
        """Take every pending report about this user out of the count; the reports stay pending."""
        ...


class ModerationWork(Protocol):
    """One transaction, as moderation sees it."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def participants(self) -> Participants: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
