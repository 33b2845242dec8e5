"""The errors of identity."""

from hushroom_domain.identity.errors.avatars import (
    AvatarDamaged,
    AvatarIsMixed,
    AvatarIsVector,
    AvatarMissing,
    AvatarNotOwn,
    AvatarQuotaReached,
    AvatarRefused,
    AvatarsBusy,
    AvatarStorageUnavailable,
    AvatarTooDemanding,
    AvatarTooLarge,
    AvatarTooLate,
    AvatarTooManyPixels,
    AvatarUnsupported,
    OutsideAvatarRefused,
)
from hushroom_domain.identity.errors.email_changes import EmailChangeQuotaReached, MailboxQuotaReached, SameAddress
from hushroom_domain.identity.errors.proofs import (
    ChallengeEnded,
    FactorNotFound,
    FactorRequired,
    ProofRefused,
    RecentSignInRequired,
    RecoveryNotFound,
    RecoveryOfOneself,
    RecoveryQuotaReached,
    RecoveryTooEarly,
    StepUpRequired,
    TotpEnrolled,
    TotpNotBegun,
    WrongSecondFactor,
    WrongTotpCode,
)
from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Unauthenticated, Unavailable

__all__ = [
    "AvatarDamaged",
    "AvatarIsMixed",
    "AvatarIsVector",
    "AvatarMissing",
    "AvatarNotOwn",
    "AvatarQuotaReached",
    "AvatarRefused",
    "AvatarStorageUnavailable",
    "AvatarTooDemanding",
    "AvatarTooLarge",
    "AvatarTooLate",
    "AvatarTooManyPixels",
    "AvatarUnsupported",
    "AvatarsBusy",
    "ChallengeEnded",
    "CopiedPasskey",
    "DeviceNotFound",
    "EmailChangeQuotaReached",
    "EmailTaken",
    "ExpiredToken",
    "FactorNotFound",
    "FactorRequired",
    "IdentityLinkQuotaReached",
    "IdentityNotFound",
    "IdentityTaken",
    "InactiveAccount",
    "InvalidRefreshToken",
    "InvalidToken",
    "JustRotated",
    "LastCredential",
    "MailboxQuotaReached",
    "OutsideAvatarRefused",
    "PasskeyNotFound",
    "PasskeyQuotaReached",
    "PasskeyRefused",
    "PasskeyTaken",
    "PasskeysBusy",
    "ProofRefused",
    "ProviderDeclined",
    "ProviderProofInvalid",
    "RecentSignInRequired",
    "RecoveryNotFound",
    "RecoveryOfOneself",
    "RecoveryQuotaReached",
    "RecoveryTooEarly",
    "ReusedRefreshToken",
    "SameAddress",
    "SignInEnded",
    "SignInProviderUnavailable",
    "StepUpRequired",
    "TooManyPasskeys",
    "TooYoung",
    "TotpEnrolled",
    "TotpNotBegun",
    "UnknownProvider",
    "UselessToken",
    "UserNotFound",
    "WrongCredentials",
    "WrongPasskey",
    "WrongPassword",
    "WrongSecondFactor",
    "WrongTotpCode",
]


class UserNotFound(NotFound):
    code = "user.not_found"
    message = "User not found"


class DeviceNotFound(NotFound):
    code = "device.not_found"
    message = "Device not found"


class EmailTaken(Conflict):
    code = "auth.email_taken"
    message = "Email already registered"


class TooYoung(Forbidden):
    code = "auth.too_young"
    message = "You must be at least 18 years old to use this platform"


class WrongCredentials(ProofRefused):
    """Also raised for unknown and inactive accounts, so that the answer says nothing about an address.

    `may_return` is set if the password was right for an account that its owner deleted and can bring back; a page may
    offer that to the person, and the API says nothing of it.
    """

    code = "auth.wrong_credentials"
    message = "Invalid email or password"

    def __init__(self, *, retry_after_seconds: int | None = None, may_return: bool = False) -> None:
        """Takes the seconds until the next attempt is looked at, and whether the account can be brought back."""
        super().__init__(retry_after_seconds=retry_after_seconds)
        self.may_return = may_return


class InvalidToken(Unauthenticated):
    code = "auth.token_invalid"
    message = "The access token is not valid"


class ExpiredToken(Unauthenticated):
    code = "auth.token_expired"
    message = "The access token has expired"


class InactiveAccount(Unauthenticated):
    code = "auth.account_inactive"
    message = "This account is not active"


class SignInEnded(Unauthenticated):
    """The sign-in of the token was ended by signing out or by a change of the credentials."""

    code = "auth.sign_in_ended"
    message = "This sign-in is over; sign in again"


class InvalidRefreshToken(Unauthenticated):
    code = "auth.refresh.invalid"
    message = "The refresh token is not valid"


class JustRotated(Unauthenticated):
    """Two requests refreshed one token at the same time; the other request got the new token."""

    code = "auth.refresh.just_rotated"
    message = "The refresh token was just used; use the one it was exchanged for"


class ReusedRefreshToken(Unauthenticated):
    """A refresh token was used again long after its exchange, so its family is revoked as possibly stolen."""

    code = "auth.refresh.reused"
    message = "The refresh token was used before; sign in again"


class UselessToken(RuleViolated):
    """The one-time token is unknown, used or expired; the answer does not say which."""

    code = "auth.token_useless"
    message = "Invalid or expired token"


class WrongPassword(ProofRefused):
    code = "auth.wrong_password"
    message = "Current password is incorrect"


class PasskeyNotFound(NotFound):
    code = "passkey.not_found"
    message = "Passkey not found"


class PasskeyTaken(Conflict):
    code = "passkey.taken"
    message = "This passkey is registered already"


class PasskeyRefused(RuleViolated):
    """The answer to a registration is not valid, or its challenge was used before or has expired."""

    code = "passkey.refused"
    message = "The passkey could not be checked; begin again"


class TooManyPasskeys(RuleViolated):
    code = "passkey.too_many"
    message = "You have as many passkeys as one person may have; remove one first"


class PasskeyQuotaReached(RuleViolated):
    code = "passkey.quota_reached"
    message = "You have begun to add as many passkeys as one person may in a day"


class LastCredential(RuleViolated):
    """The account would be left without a credential that signs in."""

    code = "auth.last_credential"
    message = "This is your only way to sign in; add another one first"


class WrongPasskey(Unauthenticated):
    """Also raised for unknown and removed passkeys, inactive accounts, and challenges that were used or expired."""

    code = "auth.passkey.wrong"
    message = "This passkey does not sign you in"


class CopiedPasskey(Unauthenticated):
    """The sign count of a passkey that is bound to one device has not risen, so there may be a copy."""

    code = "auth.passkey.copied"
    message = "This passkey may have been copied; sign in another way and remove it"


class PasskeysBusy(Unavailable):
    """Too many answers of authenticators wait for their check."""

    code = "auth.passkey.busy"
    message = "Too many people are signing in right now; try again in a moment"


class UnknownProvider(NotFound):
    code = "auth.provider.unknown"
    message = "There is no sign-in by this provider"


class ProviderDeclined(Unauthenticated):
    """The person did not agree at the provider, or the provider refused the request of the person."""

    code = "auth.provider.declined"
    message = "The provider did not sign you in"


class ProviderProofInvalid(Unauthenticated):
    """The answer of the provider belongs to another attempt, was used before, or is not from the provider."""

    code = "auth.provider.proof_invalid"
    message = "The answer of the provider is not valid; begin again"


class SignInProviderUnavailable(Unavailable):
    code = "auth.provider.unavailable"
    message = "The provider does not answer right now"


class IdentityNotFound(NotFound):
    code = "auth.identity.not_found"
    message = "Linked identity not found"


class IdentityTaken(Conflict):
    code = "auth.identity.taken"
    message = "This identity signs in to another account"


class IdentityLinkQuotaReached(RuleViolated):
    code = "auth.identity.quota_reached"
    message = "You have begun to add as many identities as one person may in a day"
