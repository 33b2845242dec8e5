"""What can be asked about users, from PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.entities import LANGUAGE, USER
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import USER_LANGUAGES, USERS
from hushroom_domain.accounts.model import Role, SpokenLanguage, Viewer
from hushroom_domain.accounts.queries import UserProfile
from hushroom_domain.shared.ids import UserId

_u = USERS.c
_VIEWER = select(_u.id, _u.role).where(_u.id == bindparam("id"), _u.is_active, _u.deleted_at.is_(None))
_LANGUAGES = (
    select(*LANGUAGE.columns).where(USER_LANGUAGES.c.user_id == bindparam("user_id")).order_by(USER_LANGUAGES.c.id)
)
_PROFILE = (
    select(*USER.columns, *LANGUAGE.columns)
    .select_from(USERS.outerjoin(USER_LANGUAGES))
    .where(_u.id == bindparam("user"))
    .order_by(USER_LANGUAGES.c.id)
)


@frozen
class PostgresUserViews:
    """Implements `UserViews`."""

    reads: Reads

    async def viewer(self, user_id: UserId) -> Viewer | None:
        row = await self.reads.row(_VIEWER, id=user_id)
        return None if row is None else Viewer(row[0], Role(row[1]))

    async def profile(self, user_id: UserId) -> UserProfile | None:
        rows = await self.reads.rows(_PROFILE, user=user_id)
        spoken = (LANGUAGE.load_if_any(row, USER.width) for row in rows)
        return UserProfile(USER.load(rows[0]), tuple(one for one in spoken if one is not None)) if rows else None

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]:
        return await self.reads.many(LANGUAGE, _LANGUAGES, user_id=user_id)
