"""Sign-ins: the refresh tokens of API clients, and the cookies of browsers."""

from datetime import datetime
from enum import Enum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import ROTATION_GRACE, SIGN_IN_IDLE, SIGN_IN_LIFETIME
from hushroom_domain.shared.ids import FamilyId, TokenId, UserId


class TokenState(Enum):
    """The state of a refresh token at a moment."""

    GOOD = "good"
    JUST_ROTATED = "just_rotated"
    REUSED = "reused"
    DEAD = "dead"


@frozen(kw_only=True)
class RefreshToken:
    """One token of a chain of rotating tokens, stored as a digest. The tokens of one sign-in are a family."""

    id: TokenId
    family_id: FamilyId
    user_id: UserId
    digest: str
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    created_at: datetime

    @classmethod
    def issued(
        cls,
        *,
        token_id: TokenId,
        family_id: FamilyId,
        user_id: UserId,
        digest: str,
        now: datetime,
        begun_at: datetime,
    ) -> "RefreshToken":
        """Builds a token that is valid for seven days, and at most until 30 days after the sign-in of `begun_at`."""
        expires_at = min(now + SIGN_IN_IDLE, begun_at + SIGN_IN_LIFETIME)
        return cls(
            id=token_id,
            family_id=family_id,
            user_id=user_id,
            digest=digest,
            expires_at=expires_at,
            created_at=now,
        )

    def state(self, now: datetime) -> TokenState:
        """Returns the state of the token at `now`."""
        if self.revoked_at is not None or self.expires_at <= now:
            return TokenState.DEAD
        if self.used_at is None:
            return TokenState.GOOD
        return TokenState.JUST_ROTATED if now - self.used_at <= ROTATION_GRACE else TokenState.REUSED

    def used(self, now: datetime) -> "RefreshToken":
        """Returns the token as exchanged at `now`."""
        return evolve(self, used_at=now)


@frozen(kw_only=True)
class BrowserSignIn:
    """The sign-in of a browser, which a cookie proves; `digest` is that of the cookie's secret.

    Its id is that of a sign-in, as the family of refresh tokens is of an API client's. It ends seven days after its
    last use, and 30 days after it began.
    """

    id: FamilyId
    user_id: UserId
    digest: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    @classmethod
    def begun(cls, *, sign_in_id: FamilyId, user_id: UserId, digest: str, now: datetime) -> "BrowserSignIn":
        """Builds a sign-in that begins now."""
        return cls(
            id=sign_in_id,
            user_id=user_id,
            digest=digest,
            created_at=now,
            last_used_at=now,
            expires_at=now + SIGN_IN_LIFETIME,
        )

    @property
    def ends_at(self) -> datetime:
        """Returns the moment at which the sign-in ends by itself, unless it is used before."""
        return min(self.expires_at, self.last_used_at + SIGN_IN_IDLE)

    def works(self, now: datetime) -> bool:
        """Returns whether the sign-in has not ended."""
        return self.revoked_at is None and now < self.ends_at

    def used(self, now: datetime) -> "BrowserSignIn":
        """Returns the sign-in as used at `now`."""
        return evolve(self, last_used_at=now)

    def renewed(self, digest: str, now: datetime) -> "BrowserSignIn":
        """Returns the sign-in under another secret; its end stays."""
        return evolve(self, digest=digest, last_used_at=now)
