"""What moderation needs from the world."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.accounts.ports import OneTimeTokens, RefreshTokens, Users
from hushroom_domain.companions.ports import Companions
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import ReportId, UserId
from hushroom_domain.shared.parties import Parties
from hushroom_domain.shared.ports import Outbox


class Reports(Protocol):
    """The abuse reports."""

    async def add(self, report: AbuseReport) -> None: ...

    async def lock(self, report_id: ReportId) -> AbuseReport:
        """The report, locked until the transaction ends; refuses with `ReportNotFound`."""
        ...

    async def save(self, report: AbuseReport) -> None: ...

    async def pending_reporters(self, reported: UserId, since: datetime) -> int:
        """How many different people have pending reports about this user, made after `since`."""
        ...


class ModerationWork(Protocol):
    """One transaction, as moderation sees it."""

    @property
    def users(self) -> Users: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def parties(self) -> Parties: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
