"""The events of moderation."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import ReportId, UserId


@frozen(kw_only=True)
class ReportFiled(Event):
    """An abuse report was filed; the administrator with this id is to be notified."""

    name: ClassVar[str] = "report.filed"
    report_id: ReportId
    admin_id: UserId


@frozen(kw_only=True)
class ReportDecided(Event):
    """An administrator decided on an abuse report; its reporter is to be notified that it was looked at."""

    name: ClassVar[str] = "report.decided"
    report_id: ReportId
    reporter_id: UserId
