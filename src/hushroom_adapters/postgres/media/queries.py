"""The queries about rooms on PostgreSQL."""

from collections.abc import Collection

from attrs import frozen
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.identity.mappings import USER
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.media.queries import RoomVisitor
from hushroom_domain.sessions.state_machine import OVER
from hushroom_domain.shared.ids import SessionId, UserId

_VISITOR = (
    select(*SESSION.columns, *USER.columns)
    .select_from(SESSIONS.outerjoin(USERS, USERS.c.id == bindparam("user")))
    .where(SESSIONS.c.id == bindparam("session"))
)

_WITHOUT_ROOM = select(SESSIONS.c.id).where(
    SESSIONS.c.id == func.any(bindparam("sessions", type_=ARRAY(UUID(as_uuid=True)))),
    or_(SESSIONS.c.room_name.is_(None), SESSIONS.c.status.in_([word(status) for status in OVER])),
)


@frozen
class PostgresMediaQueries:
    """Implements `MediaQueries`."""

    executor: QueryExecutor

    async def visitor(self, session_id: SessionId, user_id: UserId) -> RoomVisitor | None:
        row = await self.executor.row(_VISITOR, session=session_id, user=user_id)
        return None if row is None else RoomVisitor(SESSION.load(row), USER.load_if_any(row, SESSION.width))

    async def without_room(self, session_ids: Collection[SessionId]) -> frozenset[SessionId]:
        rows = await self.executor.rows(_WITHOUT_ROOM, sessions=list(session_ids))
        return frozenset(SessionId(session_id) for (session_id,) in rows)
