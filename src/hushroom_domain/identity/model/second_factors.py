"""Second factors: their kinds, what is shown of one, and the challenges to show one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from attrs import evolve, field, frozen

from hushroom_domain.identity.policy import CHALLENGE_LIFETIME, CHALLENGE_TRIES
from hushroom_domain.shared.ids import TokenId, UserId


class FactorKind(StrEnum):
    """The kinds of second factors."""

    TOTP = "TOTP"
    """A code of an authenticator app."""
    RECOVERY_CODE = "RECOVERY_CODE"
    PASSKEY = "PASSKEY"
    """A signature instead of a code, in an account that has an app as well, or that must have a second factor."""


@frozen
class ShownFactor:
    """A code that a user typed, and the kind that it claims to be."""

    kind: FactorKind
    code: str = field(repr=False)


@frozen(kw_only=True)
class FactorState:
    """The second factors of a user, without secrets."""

    totp_since: datetime | None = None
    """The time at which an authenticator app was confirmed; None without one."""
    recovery_codes_left: int = 0
    has_passkeys: bool = False

    @property
    def methods(self) -> tuple[FactorKind, ...]:
        """Returns the kinds that the user can show; none without an app.

        A passkey alone asks for nothing beside a password, because its owner may be at a device without it.
        """
        if self.totp_since is None:
            return ()
        others = {FactorKind.RECOVERY_CODE: self.recovery_codes_left > 0, FactorKind.PASSKEY: self.has_passkeys}
        return (FactorKind.TOTP, *(kind for kind, is_there in others.items() if is_there))

    def demanded(self, *, is_bound: bool) -> tuple[FactorKind, ...]:
        """Returns the kinds that a sign-in asks for beside the first proof; none from a user who has to show none.

        From a user who is bound to have a second factor it asks for a passkey too, where there is no app: who knows the
        password alone must not set another factor up.
        """
        return self.methods or ((FactorKind.PASSKEY,) if is_bound and self.has_passkeys else ())


class ChallengePurpose(StrEnum):
    """The purpose of a challenge."""

    SHOW = "SHOW"
    """To show a second factor that the user has."""
    ENROL = "ENROL"
    """To set the first second factor up, which the user must have."""


@frozen(kw_only=True)
class SecondFactorChallenge:
    """The demand for a second factor after a first proof, such as the password; stored as a digest.

    It gives nothing but five attempts within five minutes, and ends with the rights of its user.
    """

    id: TokenId
    user_id: UserId
    purpose: ChallengePurpose = ChallengePurpose.SHOW
    digest: str = field(repr=False)
    attempt_id: UUID | None = None
    """The attempt at the first proof, which counts as the owner's when the challenge is met."""
    failures: int = 0
    created_at: datetime
    expires_at: datetime

    @classmethod
    def issued(
        cls,
        *,
        challenge_id: TokenId,
        user_id: UserId,
        purpose: ChallengePurpose,
        digest: str,
        attempt_id: UUID | None,
        now: datetime,
    ) -> "SecondFactorChallenge":
        """Builds a challenge that is issued now."""
        return cls(
            id=challenge_id,
            user_id=user_id,
            purpose=purpose,
            digest=digest,
            attempt_id=attempt_id,
            created_at=now,
            expires_at=now + CHALLENGE_LIFETIME,
        )

    def works(self, purpose: ChallengePurpose, now: datetime) -> bool:
        """Returns whether the challenge is of this purpose and may still be met."""
        return self.purpose is purpose and now < self.expires_at and self.failures < CHALLENGE_TRIES

    def failed(self) -> "SecondFactorChallenge":
        """Returns the challenge after a wrong code."""
        return evolve(self, failures=self.failures + 1)
