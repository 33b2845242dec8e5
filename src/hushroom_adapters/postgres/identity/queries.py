"""The queries about users on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import field, frozen
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.core.batch_loader import BatchLoader
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.identity.linked_identities import OF_USER
from hushroom_adapters.postgres.identity.mappings import LANGUAGE, LINKED_IDENTITY, PASSKEY, USER
from hushroom_adapters.postgres.identity.passkeys import PASSKEYS_OF_USER
from hushroom_adapters.postgres.identity.second_factors import SECOND_FACTORS
from hushroom_adapters.postgres.identity.tables import BROWSER_SIGN_INS, USER_LANGUAGES, USERS
from hushroom_adapters.postgres.notifications.unread import unread_of
from hushroom_adapters.postgres.sessions.access import SIGN_IN, is_live
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import (
    Claimant,
    FactorState,
    LinkedIdentity,
    Passkey,
    SpokenLanguage,
    UserRole,
    Viewer,
)
from hushroom_domain.identity.policy import IDENTITIES_LISTED, SIGN_IN_IDLE
from hushroom_domain.identity.queries import BrowserViewer, UserProfile
from hushroom_domain.shared.ids import FamilyId, UserId

AskedBrowser = tuple[str, datetime]
"""The digest of a cookie, and the time at which its sign-in has to be valid."""
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
_IDENTITIES = OF_USER.limit(IDENTITIES_LISTED)
_PROFILE = (
    select(*USER.columns, *LANGUAGE.columns)
    .select_from(USERS.outerjoin(USER_LANGUAGES))
    .where(_u.id == bindparam("user"), is_live(_u.id, SIGN_IN))
    .order_by(USER_LANGUAGES.c.id)
)

_b = BROWSER_SIGN_INS.c
_BROWSERS = (
    select(
        _b.digest,
        _u.id,
        _b.id,
        _u.role,
        _u.display_name,
        _u.first_name,
        _u.last_name,
        _u.avatar_url,
        _u.preferred_language,
        _u.timezone,
        _u.is_email_verified,
        _b.last_used_at,
        func.least(_b.expires_at, _b.last_used_at + SIGN_IN_IDLE),
        unread_of(_u.id),
    )
    .select_from(BROWSER_SIGN_INS.join(USERS, _u.id == _b.user_id))
    .where(
        # One text, because psycopg takes twenty times as long for a list as for a text.
        _b.digest == func.any(func.string_to_array(bindparam("digests"), ",")),
        _b.revoked_at.is_(None),
        _b.expires_at > bindparam("now"),
        _b.last_used_at > bindparam("idle_since"),
        _u.is_active,
        _u.deleted_at.is_(None),
    )
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

    async def identities(self, user_id: UserId) -> tuple[LinkedIdentity, ...]:
        return await self.executor.many(LINKED_IDENTITY, _IDENTITIES, user=user_id)

    async def passkeys(self, user_id: UserId) -> tuple[Passkey, ...]:
        return await self.executor.many(PASSKEY, PASSKEYS_OF_USER, user_id=user_id)

    async def second_factors(self, user_id: UserId) -> FactorState:
        ((totp_since, left, passkeys),) = await self.executor.rows(SECOND_FACTORS, user=user_id)
        return FactorState(totp_since=totp_since, recovery_codes_left=left, has_passkeys=passkeys)


@frozen
class PostgresViewerQueries:
    """Implements `ViewerQueries`; one statement answers for all requests that came in during the one before."""

    executor: QueryExecutor
    _viewer: BatchLoader[Claimant, tuple[UserRole, bool]] = field(init=False, repr=False, eq=False)
    _browser: BatchLoader[AskedBrowser, BrowserViewer] = field(init=False, repr=False, eq=False)

    @_viewer.default
    def _gathering(self) -> BatchLoader[Claimant, tuple[UserRole, bool]]:
        return BatchLoader(self._viewers)

    @_browser.default
    def _gathering_browsers(self) -> BatchLoader[AskedBrowser, BrowserViewer]:
        return BatchLoader(self._browsers)

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        found = await self._viewer(Claimant(user_id, sign_in_id))
        if found is None:
            return None
        role, is_signed_in = found
        if not is_signed_in:
            raise SignInEnded
        return Viewer(user_id, role)

    async def browser(self, digest: str, now: datetime) -> BrowserViewer | None:
        return await self._browser((digest, now))

    async def _viewers(self, asked: Collection[Claimant]) -> Mapping[Claimant, tuple[UserRole, bool]]:
        """Returns the role of each enabled user, and whether the sign-in is valid."""
        claimants = list(asked)
        users, sign_ins = [one.user_id for one in claimants], [one.sign_in_id for one in claimants]
        rows = await self.executor.rows(_VIEWERS, users=users, sign_ins=sign_ins)
        return {claimants[place - 1]: (UserRole(role), is_signed_in) for place, role, is_signed_in in rows}

    async def _browsers(self, asked: Collection[AskedBrowser]) -> Mapping[AskedBrowser, BrowserViewer]:
        """Returns the readers of cookies; a sign-in must be valid at the latest of the times."""
        now = max(then for _, then in asked)
        digests = ",".join(sorted({digest for digest, _ in asked}))
        rows = await self.executor.rows(_BROWSERS, digests=digests, now=now, idle_since=now - SIGN_IN_IDLE)
        found = {row[0]: _reader(row) for row in rows}
        return {one: found[one[0]] for one in asked if one[0] in found}


def _reader(row: Sequence[Any]) -> BrowserViewer:
    (
        _,
        user_id,
        sign_in_id,
        role,
        display_name,
        first_name,
        last_name,
        avatar_url,
        language,
        timezone,
        is_email_verified,
        last_used_at,
        ends_at,
        unread,
    ) = row
    return BrowserViewer(
        user_id=user_id,
        sign_in_id=sign_in_id,
        role=UserRole(role),
        display_name=display_name,
        first_name=first_name,
        last_name=last_name,
        avatar_url=avatar_url,
        language=language,
        timezone=timezone,
        is_email_verified=is_email_verified,
        last_used_at=last_used_at,
        ends_at=ends_at,
        unread_notifications=unread,
    )
