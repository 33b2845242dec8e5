"""The queries of moderation on PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window
from hushroom_adapters.postgres.identity.persons import PERSON
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.moderation.mappings import REPORT
from hushroom_adapters.postgres.moderation.tables import ABUSE_REPORTS
from hushroom_adapters.postgres.ordering import listed, newest_first
from hushroom_domain.moderation.queries import FILED_LIST, FiledReport
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Slice, Window

_FILED = (
    select(*REPORT.columns, *PERSON.columns)
    .join(USERS, USERS.c.id == ABUSE_REPORTS.c.reported_user_id)
    .where(ABUSE_REPORTS.c.reporter_id == bindparam("reporter"))
)
_FILED_BY = {goes_on: listed(_FILED, newest_first(ABUSE_REPORTS), goes_on=goes_on) for goes_on in (False, True)}


@frozen
class PostgresModerationQueries:
    """Implements `ModerationQueries`."""

    executor: QueryExecutor

    async def filed_by(self, reporter_id: UserId, window: Window) -> Slice[FiledReport]:
        rows = await self.executor.rows(_FILED_BY[window.after is not None], reporter=reporter_id, **as_window(window))
        found = [FiledReport(report=REPORT.load(row), reported=PERSON.load(row, REPORT.width)) for row in rows]
        return FILED_LIST.cut(found, window.take)
