"""The query port of moderation; each query is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.queries import Person
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Order, Slice, Window


@frozen(kw_only=True)
class FiledReport:
    """A report as its reporter reads it, with the reported person."""

    report: AbuseReport
    reported: Person


FILED_LIST = Order[FiledReport](lambda filed: (filed.report.created_at, filed.report.id))
"""The order of lists of filed reports: newest first."""


class ModerationQueries(Protocol):
    """Reads abuse reports."""

    async def filed_by(self, reporter_id: UserId, window: Window) -> Slice[FiledReport]:
        """Returns the reports of this reporter, newest first."""
        ...
