"""The queries about users on PostgreSQL."""

from collections.abc import Collection, Mapping

from attrs import field, frozen
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.core.batch_loader import BatchLoader
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.identity.mappings import LANGUAGE, USER
from hushroom_adapters.postgres.identity.tables import USER_LANGUAGES, USERS
from hushroom_adapters.postgres.sessions.access import SIGN_IN, is_live
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import Claimant, SpokenLanguage, UserRole, Viewer
from hushroom_domain.identity.queries import UserProfile
from hushroom_domain.shared.ids import FamilyId, UserId

_u = USERS.c
_IDS = ARRAY(UUID(as_uuid=True))
_asked = (
    func.unnest(bindparam("users", type_=_IDS), bindparam("sign_ins", type_=_IDS))
    .table_valued("user_id", "sign_in_id", with_ordinality="place", name="asked")
    .render_derived()
)
_VIEWERS = (
    select(_asked.c.place, _u.role, is_live(_asked.c.user_id, _asked.c.sign_in_id))
    .select_from(_asked.join(USERS, _u.id == _asked.c.user_id))
    .where(_u.is_active, _u.deleted_at.is_(None))
)
_LANGUAGES = (
    select(*LANGUAGE.columns).where(USER_LANGUAGES.c.user_id == bindparam("user_id")).order_by(USER_LANGUAGES.c.id)
)
_PROFILE = (
    select(*USER.columns, *LANGUAGE.columns)
    .select_from(USERS.outerjoin(USER_LANGUAGES))
    .where(_u.id == bindparam("user"), is_live(_u.id, SIGN_IN))
    .order_by(USER_LANGUAGES.c.id)
)


@frozen
class PostgresUserQueries:
    """Implements `UserQueries`."""

    executor: QueryExecutor

    async def profile(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> UserProfile | None:
        rows = await self.executor.rows(_PROFILE, user=user_id, sign_in=sign_in_id)
        spoken = (LANGUAGE.load_if_any(row, USER.width) for row in rows)
        return UserProfile(USER.load(rows[0]), tuple(one for one in spoken if one is not None)) if rows else None

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]:
        return await self.executor.many(LANGUAGE, _LANGUAGES, user_id=user_id)


@frozen
class PostgresViewerQueries:
    """Implements `ViewerQueries`; one statement answers for all requests that came in during the one before."""

    executor: QueryExecutor
    _viewer: BatchLoader[Claimant, tuple[UserRole, bool]] = field(init=False, repr=False, eq=False)

    @_viewer.default
    def _gathering(self) -> BatchLoader[Claimant, tuple[UserRole, bool]]:
        return BatchLoader(self._viewers)

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        found = await self._viewer(Claimant(user_id, sign_in_id))
        if found is None:
            return None
        role, is_signed_in = found
        if not is_signed_in:
            raise SignInEnded
        return Viewer(user_id, role)

    async def _viewers(self, asked: Collection[Claimant]) -> Mapping[Claimant, tuple[UserRole, bool]]:
        """Returns the role of each enabled user, and whether the sign-in is valid."""
        claimants = list(asked)
        users, sign_ins = [one.user_id for one in claimants], [one.sign_in_id for one in claimants]
        rows = await self.executor.rows(_VIEWERS, users=users, sign_ins=sign_ins)
        return {claimants[place - 1]: (UserRole(role), is_signed_in) for place, role, is_signed_in in rows}
