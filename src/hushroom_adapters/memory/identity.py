"""Users and their tokens in memory."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import EmailTaken, UserNotFound
from hushroom_domain.identity.model import OneTimeToken, RefreshToken, SpokenLanguage, TokenPurpose, User, UserRole
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

    async def replace_languages(self, user_id: UserId, languages: Iterable[SpokenLanguage]) -> None:
        self.tables.languages.put(user_id, tuple(languages))


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

    async def revoke_all(self, user_id: UserId, now: datetime) -> None:
        self._revoke(lambda token: token.user_id == user_id, now)

    def _revoke(self, is_meant: Callable[[RefreshToken], bool], now: datetime) -> None:
        for token in list(self.tables.refresh_tokens.values()):
            if token.revoked_at is None and is_meant(token):
                self.tables.refresh_tokens.put(token.digest, evolve(token, revoked_at=now))


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
        for digest in stale:
            refresh.remove(digest)
        return len(old) + len(stale)


class MemoryIdentityRepositories(MemoryRepositories):
    """The repositories of identity in one transaction."""

    @property
    def users(self) -> MemoryUsers:
        return MemoryUsers(self.tables)

    @property
    def refresh_tokens(self) -> MemoryRefreshTokens:
        return MemoryRefreshTokens(self.tables)

    @property
    def one_time_tokens(self) -> MemoryOneTimeTokens:
        return MemoryOneTimeTokens(self.tables)
