"""Users, their languages and their tokens in PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from attrs import frozen
from sqlalchemy import Text, Update, and_, bindparam, delete, func, or_, select, update

from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.credentials import PostgresPasswordCredentials
from hushroom_adapters.postgres.identity.devices import BUT, PostgresDevices
from hushroom_adapters.postgres.identity.email_changes import PostgresEmailChanges
from hushroom_adapters.postgres.identity.linked_identities import PostgresLinkedIdentities, PostgresProviderAttempts
from hushroom_adapters.postgres.identity.mappings import BROWSER_SIGN_IN, LANGUAGE, REFRESH_TOKEN, USER
from hushroom_adapters.postgres.identity.one_time_tokens import PostgresOneTimeTokens
from hushroom_adapters.postgres.identity.passkeys import PostgresPasskeyChallenges, PostgresPasskeys
from hushroom_adapters.postgres.identity.recoveries import PostgresFactorRecoveries
from hushroom_adapters.postgres.identity.second_factors import (
    PostgresRecoveryCodes,
    PostgresSecondFactorChallenges,
    PostgresSecondFactors,
    PostgresTotpCredentials,
)
from hushroom_adapters.postgres.identity.tables import (
    BROWSER_SIGN_INS,
    REFRESH_TOKENS,
    USER_LANGUAGES,
    USERS,
)
from hushroom_adapters.postgres.identity.verifications import PostgresIdentityVerifications
from hushroom_domain.identity.errors import EmailTaken, UserNotFound
from hushroom_domain.identity.model import (
    BrowserSignIn,
    RefreshToken,
    SpokenLanguage,
    User,
    UserRole,
)
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import FamilyId, UserId

PLACE = "{name}"
"""Stands for the name in the address of an avatar."""
# Both keys are written once. An update that names the column of a unique constraint locks the row against inserts that
# refer to it, even if the value does not change, because a trigger reads the row first.
_USERS = TableStatements(USER, fixed=frozenset({"email_key", "address_key"}))
_WHOLE_USERS = TableStatements(USER)
"""Writes the keys too: for an erasure and for another address, which are rare."""
_LANGUAGES = TableStatements(LANGUAGE)
_TOKENS = TableStatements(REFRESH_TOKEN)
_BY_EMAIL = (
    select(*USER.columns)
    .where(
        or_(
            USERS.c.address_key == bindparam("key"),
            # Not IS NULL, because the planner would then scan the index of all accounts without a key.
            and_(func.coalesce(USERS.c.address_key, "") == "", USERS.c.email_key == bindparam("former_key")),
        )
    )
    .order_by(USERS.c.is_active.desc(), USERS.c.deleted_at.nulls_first(), USERS.c.address_key.nulls_first())
    .limit(1)
)
_ADMINISTRATORS = (
    select(USERS.c.id)
    .where(USERS.c.role == word(UserRole.ADMIN), USERS.c.is_active, USERS.c.deleted_at.is_(None))
    .order_by(USERS.c.id)
)
_HAS_AVATAR = select(USERS.c.id).where(USERS.c.avatar_name == bindparam("name"))
_ADDRESS = bindparam("before", type_=Text) + USERS.c.avatar_name + bindparam("after", type_=Text)
_READDRESS = (
    update(USERS).where(USERS.c.avatar_name.is_not(None), USERS.c.avatar_url != _ADDRESS).values(avatar_url=_ADDRESS)
)
_FORGET_LANGUAGES = delete(USER_LANGUAGES).where(USER_LANGUAGES.c.user_id == bindparam("user_id"))
_BY_DIGEST = _TOKENS.by(REFRESH_TOKENS.c.digest)
_LOCK_BY_DIGEST = locked(_BY_DIGEST)
_REVOKE = update(REFRESH_TOKENS).where(REFRESH_TOKENS.c.revoked_at.is_(None)).values(revoked_at=bindparam("now"))
_REVOKE_FAMILY = _REVOKE.where(REFRESH_TOKENS.c.family_id == bindparam("family"))
_REVOKE_ALL = _REVOKE.where(
    REFRESH_TOKENS.c.user_id == bindparam("user"), REFRESH_TOKENS.c.family_id.is_distinct_from(BUT)
)
_b = BROWSER_SIGN_INS.c
_BROWSERS = TableStatements(BROWSER_SIGN_IN)
_BROWSER_BY_DIGEST = _BROWSERS.by(_b.digest)
_LOCK_BROWSER_BY_DIGEST = locked(_BROWSER_BY_DIGEST)
_REVOKE_BROWSERS = update(BROWSER_SIGN_INS).where(_b.revoked_at.is_(None)).values(revoked_at=bindparam("now"))
_REVOKE_BROWSER = _REVOKE_BROWSERS.where(_b.id == bindparam("sign_in"))
_REVOKE_ALL_BROWSERS = _REVOKE_BROWSERS.where(_b.user_id == bindparam("user"), _b.id.is_distinct_from(BUT))


@frozen
class PostgresUsers:
    """Implements `Users`."""

    transaction: Transaction

    async def add(self, user: User) -> None:
        await self.transaction.add_new(_USERS, user, taken=EmailTaken)

    async def get(self, user_id: UserId) -> User | None:
        return await self.transaction.one(USER, _USERS.by_id, id=user_id)

    async def lock(self, user_id: UserId) -> User:
        user = await self.transaction.one(USER, _USERS.lock_by_id, id=user_id)
        if user is None:
            raise UserNotFound
        return user

    async def by_email(self, address: EmailAddress) -> User | None:
        return await self.transaction.one(USER, _BY_EMAIL, key=address.key, former_key=address.former_key)

    async def administrators(self) -> tuple[UserId, ...]:
        return tuple(user_id for (user_id,) in await self.transaction.rows(_ADMINISTRATORS))

    async def save(self, user: User) -> None:
        await self.transaction.save(_USERS, user)

    async def erase(self, user: User) -> None:
        await self.transaction.save(_WHOLE_USERS, user)

    async def readdress(self, user: User) -> None:
        await self.transaction.save(_WHOLE_USERS, user)

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None:
        await self.transaction.run(_FORGET_LANGUAGES, user_id=user_id)
        await self.transaction.add_all(_LANGUAGES, tuple(languages))

    async def has_avatar(self, name: str) -> bool:
        return bool(await self.transaction.rows(_HAS_AVATAR, name=name))

    async def readdress_avatars(self, addresses: AvatarAddresses) -> int:
        before, _, after = addresses.of(PLACE).partition(PLACE)
        return await self.transaction.run(_READDRESS, before=before, after=after)


@frozen
class PostgresRefreshTokens:
    """Implements `RefreshTokens`."""

    transaction: Transaction

    async def add(self, token: RefreshToken) -> None:
        await self.transaction.add(_TOKENS, token)

    async def get(self, digest: str) -> RefreshToken | None:
        return await self.transaction.one(REFRESH_TOKEN, _BY_DIGEST, digest=digest)

    async def lock(self, digest: str) -> RefreshToken | None:
        return await self.transaction.one(REFRESH_TOKEN, _LOCK_BY_DIGEST, digest=digest)

    async def save(self, token: RefreshToken) -> None:
        await self.transaction.save(_TOKENS, token)

    async def revoke_family(self, family_id: FamilyId, now: datetime) -> None:
        await self._revoke(_REVOKE_FAMILY, family=family_id, now=now)

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None:
        await self._revoke(_REVOKE_ALL, user=user_id, now=now, but=but)

    async def _revoke(self, statement: Update, **whose: Any) -> None:
        """Revokes until no token is left, because a token exchanged meanwhile has a child that the first run missed."""
        while await self.transaction.run(statement, **whose):
            pass


@frozen
class PostgresBrowserSignIns:
    """Implements `BrowserSignIns`."""

    transaction: Transaction

    async def add(self, sign_in: BrowserSignIn) -> None:
        await self.transaction.add(_BROWSERS, sign_in)

    async def get(self, digest: str) -> BrowserSignIn | None:
        return await self.transaction.one(BROWSER_SIGN_IN, _BROWSER_BY_DIGEST, digest=digest)

    async def lock(self, digest: str) -> BrowserSignIn | None:
        return await self.transaction.one(BROWSER_SIGN_IN, _LOCK_BROWSER_BY_DIGEST, digest=digest)

    async def save(self, sign_in: BrowserSignIn) -> None:
        await self.transaction.save(_BROWSERS, sign_in)

    async def revoke(self, sign_in_id: FamilyId, now: datetime) -> None:
        await self.transaction.run(_REVOKE_BROWSER, sign_in=sign_in_id, now=now)

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None:
        await self.transaction.run(_REVOKE_ALL_BROWSERS, user=user_id, now=now, but=but)


class PostgresIdentityRepositories(PostgresRepositories):
    """The repositories of identity in one transaction."""

    @property
    def users(self) -> PostgresUsers:
        return PostgresUsers(self.transaction)

    @property
    def password_credentials(self) -> PostgresPasswordCredentials:
        return PostgresPasswordCredentials(self.transaction)

    @property
    def linked_identities(self) -> PostgresLinkedIdentities:
        return PostgresLinkedIdentities(self.transaction)

    @property
    def provider_attempts(self) -> PostgresProviderAttempts:
        return PostgresProviderAttempts(self.transaction)

    @property
    def email_changes(self) -> PostgresEmailChanges:
        return PostgresEmailChanges(self.transaction)

    @property
    def passkeys(self) -> PostgresPasskeys:
        return PostgresPasskeys(self.transaction)

    @property
    def passkey_challenges(self) -> PostgresPasskeyChallenges:
        return PostgresPasskeyChallenges(self.transaction)

    @property
    def totp_credentials(self) -> PostgresTotpCredentials:
        return PostgresTotpCredentials(self.transaction)

    @property
    def recovery_codes(self) -> PostgresRecoveryCodes:
        return PostgresRecoveryCodes(self.transaction)

    @property
    def factor_recoveries(self) -> PostgresFactorRecoveries:
        return PostgresFactorRecoveries(self.transaction)

    @property
    def second_factor_challenges(self) -> PostgresSecondFactorChallenges:
        return PostgresSecondFactorChallenges(self.transaction)

    @property
    def second_factors(self) -> PostgresSecondFactors:
        return PostgresSecondFactors(self.transaction)

    @property
    def identity_verifications(self) -> PostgresIdentityVerifications:
        return PostgresIdentityVerifications(self.transaction)

    @property
    def refresh_tokens(self) -> PostgresRefreshTokens:
        return PostgresRefreshTokens(self.transaction)

    @property
    def browser_sign_ins(self) -> PostgresBrowserSignIns:
        return PostgresBrowserSignIns(self.transaction)

    @property
    def devices(self) -> PostgresDevices:
        return PostgresDevices(self.transaction)

    @property
    def one_time_tokens(self) -> PostgresOneTimeTokens:
        return PostgresOneTimeTokens(self.transaction)
