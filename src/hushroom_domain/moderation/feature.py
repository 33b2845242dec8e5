"""The use cases of moderation, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.moderation.errors import ReportQuotaReached
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.moderation.queries import ModerationQueries
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.ports import SharedPorts
from hushroom_domain.shared.quotas import Countable, DailyQuota

__all__ = ["ModerationPorts", "ModerationQueries", "ModerationUseCases", "ModerationWork"]


@frozen(kw_only=True)
class ModerationPorts:
    """The settings of moderation."""

    reports_count: ReportsCount = ReportsCount.MET


@frozen(kw_only=True)
class ModerationUseCases:
    """The use cases of moderation."""

    report: FileReport
    decide: DecideReport

    @classmethod
    def of(cls, ports: SharedPorts[ModerationWork], own: ModerationPorts) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            report=FileReport(
                ports.begin,
                ports.clock,
                ports.ids,
                own.reports_count,
                DailyQuota(Countable.REPORTS, ports.quotas.reports, ReportQuotaReached),
            ),
            decide=DecideReport(ports.begin, ports.clock),
        )
