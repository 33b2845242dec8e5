"""The one-time tokens in emails."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.shared.ids import TokenId, UserId


class TokenPurpose(StrEnum):
    """The purpose of a one-time token."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a purpose


TOKEN_LIFETIME = {TokenPurpose.VERIFY_EMAIL: timedelta(hours=24), TokenPurpose.RESET_PASSWORD: timedelta(hours=1)}

GRANTS_SIGN_IN = frozenset({TokenPurpose.RESET_PASSWORD})
"""The purposes of the tokens that let their holder sign in; a change of credentials revokes such tokens."""


@frozen(kw_only=True)
class OneTimeToken:
    """A token that works once, before it expires; only its digest is kept."""

    id: TokenId
    user_id: UserId
    purpose: TokenPurpose
    digest: str
    expires_at: datetime
    used_at: datetime | None = None
    created_at: datetime

    @classmethod
    def issued(
        cls, *, token_id: TokenId, user_id: UserId, purpose: TokenPurpose, digest: str, now: datetime
    ) -> "OneTimeToken":
        """Builds a token that works for 24 hours (address) or one hour (password)."""
        return cls(
            id=token_id,
            user_id=user_id,
            purpose=purpose,
            digest=digest,
            expires_at=now + TOKEN_LIFETIME[purpose],
            created_at=now,
        )

    def works(self, now: datetime) -> bool:
        """Returns whether the token may still be used."""
        return self.used_at is None and now < self.expires_at

    def used(self, now: datetime) -> "OneTimeToken":
        """Returns this token after its one use."""
        return evolve(self, used_at=now)
