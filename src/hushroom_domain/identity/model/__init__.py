"""The entities of identity: users, their credentials and sign-ins, and the one-time tokens in emails."""

from hushroom_domain.identity.model.attempts import AttemptVerdict, KnownDevice, ProofAttempt
from hushroom_domain.identity.model.credentials import LinkedIdentity, PasswordCredential, RecoveryCode, TotpCredential
from hushroom_domain.identity.model.devices import Client, Device
from hushroom_domain.identity.model.email_changes import EmailChange
from hushroom_domain.identity.model.one_time_tokens import (
    ABOUT_ADDRESS,
    GRANTS_SIGN_IN,
    TOKEN_LIFETIME,
    OneTimeToken,
    TokenPurpose,
)
from hushroom_domain.identity.model.passkeys import (
    Assertion,
    AssertionOptions,
    Attestation,
    CeremonyPurpose,
    Passkey,
    PasskeyChallenge,
    ProvedAssertion,
    ProvedPasskey,
    RegistrationOptions,
    RelyingParty,
)
from hushroom_domain.identity.model.providers import (
    IdentityProvider,
    KeptAttempt,
    ProvedIdentity,
    ProviderAnswer,
    ProviderAttempt,
    ProviderId,
)
from hushroom_domain.identity.model.recoveries import FactorRecovery
from hushroom_domain.identity.model.second_factors import (
    ChallengePurpose,
    FactorKind,
    FactorState,
    SecondFactorChallenge,
    ShownFactor,
)
from hushroom_domain.identity.model.sign_ins import BrowserSignIn, RefreshToken, TokenState
from hushroom_domain.identity.model.users import (
    ERASED_DOMAIN,
    AccountStatus,
    Proficiency,
    SpokenLanguage,
    User,
    UserRole,
)
from hushroom_domain.identity.model.verifications import (
    IdentityVerification,
    ReportedState,
    VerificationFailure,
    VerificationReport,
)
from hushroom_domain.identity.model.viewers import Claimant, Viewer

__all__ = [
    "ABOUT_ADDRESS",
    "ERASED_DOMAIN",
    "GRANTS_SIGN_IN",
    "TOKEN_LIFETIME",
    "AccountStatus",
    "Assertion",
    "AssertionOptions",
    "AttemptVerdict",
    "Attestation",
    "BrowserSignIn",
    "CeremonyPurpose",
    "ChallengePurpose",
    "Claimant",
    "Client",
    "Device",
    "EmailChange",
    "FactorKind",
    "FactorRecovery",
    "FactorState",
    "IdentityProvider",
    "IdentityVerification",
    "KeptAttempt",
    "KnownDevice",
    "LinkedIdentity",
    "OneTimeToken",
    "Passkey",
    "PasskeyChallenge",
    "PasswordCredential",
    "Proficiency",
    "ProofAttempt",
    "ProvedAssertion",
    "ProvedIdentity",
    "ProvedPasskey",
    "ProviderAnswer",
    "ProviderAttempt",
    "ProviderId",
    "RecoveryCode",
    "RefreshToken",
    "RegistrationOptions",
    "RelyingParty",
    "ReportedState",
    "SecondFactorChallenge",
    "ShownFactor",
    "SpokenLanguage",
    "TokenPurpose",
    "TokenState",
    "TotpCredential",
    "User",
    "UserRole",
    "VerificationFailure",
    "VerificationReport",
    "Viewer",
]
