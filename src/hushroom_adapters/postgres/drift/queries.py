"""The queries of drift on PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, or_, select

from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.drift.mappings import DRIFT_LOG
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.drift.queries import SHOWN
from hushroom_domain.shared.ids import SessionId, UserId

_s = SESSIONS.c
_OF_SESSION = (
    select(*DRIFT_LOG.columns)
    .join(SESSIONS, _s.id == DRIFT_LOGS.c.session_id)
    .where(
        DRIFT_LOGS.c.session_id == bindparam("session"),
        or_(_s.seeker_id == bindparam("reader"), _s.companion_user_id == bindparam("reader")),
    )
    .order_by(*newest_first(DRIFT_LOGS))
    .limit(SHOWN)
)


@frozen
class PostgresDriftQueries:
    """Implements `DriftQueries`."""

    executor: QueryExecutor

    async def of_session(self, session_id: SessionId, user_id: UserId) -> tuple[DriftLog, ...]:
        rows = await self.executor.rows(_OF_SESSION, session=session_id, reader=user_id)
        return tuple(map(DRIFT_LOG.load, rows))
