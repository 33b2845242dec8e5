"""What can be asked about rooms, from PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.entities import SESSION, USER
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import SESSIONS, USERS
from hushroom_domain.media.queries import Guest
from hushroom_domain.shared.ids import SessionId, UserId

_GUEST = (
    select(*SESSION.columns, *USER.columns)
    .select_from(SESSIONS.outerjoin(USERS, USERS.c.id == bindparam("user")))
    .where(SESSIONS.c.id == bindparam("session"))
)


@frozen
class PostgresMediaViews:
    """Implements `MediaViews`."""

    reads: Reads

    async def guest(self, session_id: SessionId, user_id: UserId) -> Guest | None:
        row = await self.reads.row(_GUEST, session=session_id, user=user_id)
        return None if row is None else Guest(SESSION.load(row), USER.load_if_any(row, SESSION.width))
