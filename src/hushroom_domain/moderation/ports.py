"""The ports of moderation."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import (
    BrowserSignIns,
    Devices,
    EmailChanges,
    FactorRecoveries,
    OneTimeTokens,
    PasswordCredentials,
    RefreshTokens,
    SecondFactorChallenges,
    SignInRights,
    Users,
)
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import ReportId, UserId
from hushroom_domain.shared.participants import Participants
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class Reports(Protocol):
    """The repository of abuse reports."""

    async def add(self, report: AbuseReport) -> None:
        """Stores a new report. Raises: AlreadyReported (the reporter has a pending report about the same user)."""
        ...

    async def get(self, report_id: ReportId) -> AbuseReport | None: ...

    async def lock(self, report_id: ReportId) -> AbuseReport:
        """Returns the report, locked until the transaction ends. Raises: ReportNotFound."""
        ...

    async def save(self, report: AbuseReport) -> None: ...

    async def pending_reporters(self, reported: UserId, since: datetime, who: ReportsCount) -> int:
        """Returns the number of different reporters with counting pending reports about the user since `since`."""
        ...

    async def restart_count(self, reported: UserId) -> None:
        """Excludes the pending reports about the user from the count; the reports stay pending."""
        ...


class ModerationWork(Protocol):
    """The part of a transaction that moderation uses."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def password_credentials(self) -> PasswordCredentials: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def email_changes(self) -> EmailChanges: ...
    @property
    def browser_sign_ins(self) -> BrowserSignIns: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def second_factor_challenges(self) -> SecondFactorChallenges: ...
    @property
    def factor_recoveries(self) -> FactorRecoveries: ...
    @property
    def sign_in_rights(self) -> SignInRights: ...
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
