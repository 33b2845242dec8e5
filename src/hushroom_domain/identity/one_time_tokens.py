"""One-time tokens: what a mail carries to prove that its receiver got it."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.shared.ids import TokenId, UserId


class TokenPurpose(StrEnum):
    """What a token is good for; never for anything else."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a purpose


LIFETIME = {TokenPurpose.VERIFY_EMAIL: timedelta(hours=24), TokenPurpose.RESET_PASSWORD: timedelta(hours=1)}

GRANTS_SIGN_IN = frozenset({TokenPurpose.RESET_PASSWORD})
"""The purposes whose tokens let their holder sign in; a change of credentials ends them."""


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
        """A fresh token: 24 hours for an address, one hour for a password."""
        return cls(
            id=token_id,
            user_id=user_id,
            purpose=purpose,
            digest=digest,
            expires_at=now + LIFETIME[purpose],
            created_at=now,
        )

    def works(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return self.used_at is None and now < self.expires_at

    def used(self, now: datetime) -> "OneTimeToken":
        """This token after its one use."""
        return evolve(self, used_at=now)
