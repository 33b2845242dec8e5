"""Users and their tokens in memory."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.credentials import MemoryPasswordCredentials
from hushroom_adapters.memory.devices import MemoryDevices
from hushroom_adapters.memory.email_changes import MemoryEmailChanges
from hushroom_adapters.memory.factor_recoveries import MemoryFactorRecoveries
from hushroom_adapters.memory.linked_identities import MemoryLinkedIdentities, MemoryProviderAttempts
from hushroom_adapters.memory.passkeys import MemoryPasskeyChallenges, MemoryPasskeys
from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.second_factors import (
    MemoryRecoveryCodes,
    MemorySecondFactorChallenges,
    MemorySecondFactors,
    MemoryTotpCredentials,
)
from hushroom_adapters.memory.tables import Tables
from hushroom_adapters.memory.verifications import MemoryIdentityVerifications
from hushroom_domain.identity.errors import EmailTaken, UserNotFound
from hushroom_domain.identity.model import (
    BrowserSignIn,
    OneTimeToken,
    RefreshToken,
    SpokenLanguage,
    TokenPurpose,
    User,
    UserRole,
)
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.identity.rules.email_addresses import EmailAddress, former_key
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class MemoryUsers:
    """Implements `Users`."""

    tables: Tables

    async def add(self, user: User) -> None:
        if any(_is_same_address(user, other) for other in self.tables.users.values()):
            raise EmailTaken
        self.tables.users.put(user.id, user)

    async def get(self, user_id: UserId) -> User | None:
        return self.tables.users.get(user_id)

    async def lock(self, user_id: UserId) -> User:
        user = self.tables.users.get(user_id)
        if user is None:
            raise UserNotFound
        return user

    async def by_email(self, address: EmailAddress) -> User | None:
        found = (user for user in self.tables.users.values() if _is_addressed(user, address))
        return min(found, key=lambda user: (not user.is_enabled, user.address_key is not None), default=None)

    async def administrators(self) -> tuple[UserId, ...]:
        users = self.tables.users.values()
        return tuple(sorted(user.id for user in users if user.role is UserRole.ADMIN and user.is_enabled))

    async def save(self, user: User) -> None:
        self.tables.users.put(user.id, user)

    async def erase(self, user: User) -> None:
        await self.save(user)

    async def readdress(self, user: User) -> None:
        if any(one.id != user.id and _is_same_address(user, one) for one in self.tables.users.values()):
            raise EmailTaken
        await self.save(user)

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None:
        self.tables.languages.put(user_id, tuple(languages))

    async def has_avatar(self, name: str) -> bool:
        return any(user.avatar_name == name for user in self.tables.users.values())

    async def readdress_avatars(self, addresses: AvatarAddresses) -> int:
        named = [(user, addresses.of(user.avatar_name)) for user in self.tables.users.values() if user.avatar_name]
        moved = [evolve(user, avatar_url=to) for user, to in named if user.avatar_url not in {None, to}]
        for user in moved:
            await self.save(user)
        return len(moved)


def _is_addressed(user: User, address: EmailAddress) -> bool:
    if user.address_key is None:
        return former_key(user.email) == address.former_key
    return user.address_key == address.key


def _is_same_address(one: User, other: User) -> bool:
    if one.address_key is None or other.address_key is None:
        return former_key(one.email) == former_key(other.email)
    return one.address_key == other.address_key


@frozen
class MemoryRefreshTokens:
    """Implements `RefreshTokens`."""

    tables: Tables

    async def add(self, token: RefreshToken) -> None:
        self.tables.refresh_tokens.put(token.digest, token)

    async def get(self, digest: str) -> RefreshToken | None:
        return self.tables.refresh_tokens.get(digest)

    async def lock(self, digest: str) -> RefreshToken | None:
        return self.tables.refresh_tokens.get(digest)

    async def save(self, token: RefreshToken) -> None:
        self.tables.refresh_tokens.put(token.digest, token)

    async def revoke_family(self, family_id: FamilyId, now: datetime) -> None:
        self._revoke(lambda token: token.family_id == family_id, now)

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None:
        self._revoke(lambda token: token.user_id == user_id and token.family_id != but, now)

    def _revoke(self, is_meant: Callable[[RefreshToken], bool], now: datetime) -> None:
        for token in list(self.tables.refresh_tokens.values()):
            if token.revoked_at is None and is_meant(token):
                self.tables.refresh_tokens.put(token.digest, evolve(token, revoked_at=now))


@frozen
class MemoryBrowserSignIns:
    """Implements `BrowserSignIns`."""

    tables: Tables

    async def add(self, sign_in: BrowserSignIn) -> None:
        self.tables.browser_sign_ins.put(sign_in.id, sign_in)

    async def get(self, digest: str) -> BrowserSignIn | None:
        found = (one for one in self.tables.browser_sign_ins.values() if one.digest == digest)
        return next(found, None)

    async def lock(self, digest: str) -> BrowserSignIn | None:
        return await self.get(digest)

    async def save(self, sign_in: BrowserSignIn) -> None:
        self.tables.browser_sign_ins.put(sign_in.id, sign_in)

    async def revoke(self, sign_in_id: FamilyId, now: datetime) -> None:
        self._revoke(lambda one: one.id == sign_in_id, now)

    async def revoke_all(self, user_id: UserId, now: datetime, but: FamilyId | None = None) -> None:
        self._revoke(lambda one: one.user_id == user_id and one.id != but, now)

    def _revoke(self, is_meant: Callable[[BrowserSignIn], bool], now: datetime) -> None:
        for one in list(self.tables.browser_sign_ins.values()):
            if one.revoked_at is None and is_meant(one):
                self.tables.browser_sign_ins.put(one.id, evolve(one, revoked_at=now))


@frozen
class MemoryOneTimeTokens:
    """Implements `OneTimeTokens`."""

    tables: Tables

    async def add(self, token: OneTimeToken) -> None:
        self.tables.one_time_tokens.put(token.digest, token)

    async def get(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        return await self.lock(digest, purpose)

    async def lock(self, digest: str, purpose: TokenPurpose) -> OneTimeToken | None:
        token = self.tables.one_time_tokens.get(digest)
        return token if token is not None and token.purpose is purpose else None

    async def save(self, token: OneTimeToken) -> None:
        self.tables.one_time_tokens.put(token.digest, token)

    async def revoke(self, user_id: UserId, purposes: Collection[TokenPurpose], now: datetime) -> None:
        for token in list(self.tables.one_time_tokens.values()):
            if token.user_id == user_id and token.purpose in purposes and token.used_at is None:
                await self.save(token.used(now))

    async def sweep(self, before: datetime) -> int:
        once, refresh = self.tables.one_time_tokens, self.tables.refresh_tokens
        old = [token.digest for token in once.values() if token.expires_at < before]
        stale = [token.digest for token in refresh.values() if token.expires_at < before]
        for digest in old:
            once.remove(digest)
        browsers = self.tables.browser_sign_ins
        left = [one.id for one in browsers.values() if one.expires_at < before]
        for digest in stale:
            refresh.remove(digest)
        for sign_in_id in left:
            browsers.remove(sign_in_id)
        return len(old) + len(stale) + len(left)


class MemoryIdentityRepositories(MemoryRepositories):
    """The repositories of identity in one transaction."""

    @property
    def users(self) -> MemoryUsers:
        return MemoryUsers(self.tables)

    @property
    def password_credentials(self) -> MemoryPasswordCredentials:
        return MemoryPasswordCredentials(self.tables)

    @property
    def linked_identities(self) -> MemoryLinkedIdentities:
        return MemoryLinkedIdentities(self.tables)

    @property
    def provider_attempts(self) -> MemoryProviderAttempts:
        return MemoryProviderAttempts(self.tables)

    @property
    def email_changes(self) -> MemoryEmailChanges:
        return MemoryEmailChanges(self.tables)

    @property
    def passkeys(self) -> MemoryPasskeys:
        return MemoryPasskeys(self.tables)

    @property
    def passkey_challenges(self) -> MemoryPasskeyChallenges:
        return MemoryPasskeyChallenges(self.tables)

    @property
    def totp_credentials(self) -> MemoryTotpCredentials:
        return MemoryTotpCredentials(self.tables)

    @property
    def recovery_codes(self) -> MemoryRecoveryCodes:
        return MemoryRecoveryCodes(self.tables)

    @property
    def factor_recoveries(self) -> MemoryFactorRecoveries:
        return MemoryFactorRecoveries(self.tables)

    @property
    def second_factor_challenges(self) -> MemorySecondFactorChallenges:
        return MemorySecondFactorChallenges(self.tables)

    @property
    def second_factors(self) -> MemorySecondFactors:
        return MemorySecondFactors(self.tables)

    @property
    def identity_verifications(self) -> MemoryIdentityVerifications:
        return MemoryIdentityVerifications(self.tables)

    @property
    def refresh_tokens(self) -> MemoryRefreshTokens:
        return MemoryRefreshTokens(self.tables)

    @property
    def browser_sign_ins(self) -> MemoryBrowserSignIns:
        return MemoryBrowserSignIns(self.tables)

    @property
    def devices(self) -> MemoryDevices:
        return MemoryDevices(self.tables)

    @property
    def one_time_tokens(self) -> MemoryOneTimeTokens:
        return MemoryOneTimeTokens(self.tables)
