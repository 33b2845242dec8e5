"""The one-time tokens in emails."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import (
    EMAIL_CHANGE_CONFIRMED_WITHIN,
    EMAIL_CHANGE_UNDONE_WITHIN,
    RECOVERY_LASTS,
    RETURN_WITHIN,
)
from hushroom_domain.shared.ids import EmailChangeId, TokenId, UserId


class TokenPurpose(StrEnum):
    """The purpose of a one-time token."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - the name of a purpose
    CONFIRM_EMAIL_CHANGE = "CONFIRM_EMAIL_CHANGE"
    UNDO_EMAIL_CHANGE = "UNDO_EMAIL_CHANGE"
    STOP_RECOVERY = "STOP_RECOVERY"
    """To stop the recovery of an account whose second factors are lost."""
    REACTIVATE = "REACTIVATE"
    """To bring a deleted account back."""


TOKEN_LIFETIME = {
    TokenPurpose.VERIFY_EMAIL: timedelta(hours=24),
    TokenPurpose.RESET_PASSWORD: timedelta(hours=1),
    TokenPurpose.CONFIRM_EMAIL_CHANGE: EMAIL_CHANGE_CONFIRMED_WITHIN,
    TokenPurpose.UNDO_EMAIL_CHANGE: EMAIL_CHANGE_UNDONE_WITHIN,
    TokenPurpose.STOP_RECOVERY: RECOVERY_LASTS,
    TokenPurpose.REACTIVATE: RETURN_WITHIN,
}

GRANTS_SIGN_IN = frozenset({TokenPurpose.RESET_PASSWORD, TokenPurpose.CONFIRM_EMAIL_CHANGE, TokenPurpose.REACTIVATE})
"""The purposes of the tokens that let their holder sign in; a change of credentials revokes such tokens."""
ABOUT_ADDRESS = frozenset(TokenPurpose) - {TokenPurpose.UNDO_EMAIL_CHANGE}
"""The purposes of the tokens that end with the address to which they were mailed, or with the account.

Whoever took an account over must not end the right to undo a change of address: the change itself bounds it.
"""


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
    change_id: EmailChangeId | None = None
    """The change of address that the token confirms or undoes."""

    @classmethod
    def issued(
        cls,
        *,
        token_id: TokenId,
        user_id: UserId,
        purpose: TokenPurpose,
        digest: str,
        now: datetime,
        change_id: EmailChangeId | None = None,
    ) -> "OneTimeToken":
        """Builds a token that works for the time of its purpose."""
        return cls(
            id=token_id,
            user_id=user_id,
            purpose=purpose,
            digest=digest,
            expires_at=now + TOKEN_LIFETIME[purpose],
            created_at=now,
            change_id=change_id,
        )

    def works(self, now: datetime) -> bool:
        """Returns whether the token may still be used."""
        return self.used_at is None and now < self.expires_at

    def used(self, now: datetime) -> "OneTimeToken":
        """Returns this token after its one use."""
        return evolve(self, used_at=now)
