"""What can be asked about users, from PostgreSQL."""

from collections.abc import Collection, Mapping

from attrs import field, frozen
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.entities import LANGUAGE, USER
from hushroom_adapters.postgres.gathered import Gathered
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import USER_LANGUAGES, USERS
from hushroom_domain.accounts.model import Role, SpokenLanguage, Viewer
from hushroom_domain.accounts.queries import UserProfile
from hushroom_domain.shared.ids import UserId

_u = USERS.c
_IDS = bindparam("users", type_=ARRAY(UUID(as_uuid=True)))
_VIEWERS = select(_u.id, _u.role).where(_u.id == func.any(_IDS), _u.is_active, _u.deleted_at.is_(None))
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
    _viewer: Gathered[UserId, Viewer] = field(init=False, repr=False, eq=False)

    @_viewer.default
    def _gathering(self) -> Gathered[UserId, Viewer]:
        return Gathered(self._viewers)

    async def viewer(self, user_id: UserId) -> Viewer | None:
        return await self._viewer(user_id)

    async def _viewers(self, users: Collection[UserId]) -> Mapping[UserId, Viewer]:
        rows = await self.reads.rows(_VIEWERS, users=list(users))
        return {user_id: Viewer(user_id, Role(role)) for user_id, role in rows}

    async def profile(self, user_id: UserId) -> UserProfile | None:
        rows = await self.reads.rows(_PROFILE, user=user_id)
        spoken = (LANGUAGE.load_if_any(row, USER.width) for row in rows)
        return UserProfile(USER.load(rows[0]), tuple(one for one in spoken if one is not None)) if rows else None

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]:
        return await self.reads.many(LANGUAGE, _LANGUAGES, user_id=user_id)
