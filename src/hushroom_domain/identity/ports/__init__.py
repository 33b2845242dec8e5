"""The ports of identity."""

from hushroom_domain.identity.ports.attempts import Braked, Brakes, DeviceTokens
from hushroom_domain.identity.ports.avatars import AvatarEncoder, AvatarStore, AvatarWork
from hushroom_domain.identity.ports.email_changes import EmailChanges
from hushroom_domain.identity.ports.outside import Clients, DomainNames, IdentityProviders
from hushroom_domain.identity.ports.passkeys import PasskeyChallenges, Passkeys, PasskeyVerifier
from hushroom_domain.identity.ports.passwords import CommonPasswords, Passwords, PasswordStrengths
from hushroom_domain.identity.ports.recoveries import FactorRecoveries
from hushroom_domain.identity.ports.second_factors import (
    FactorCodes,
    RecoveryCodes,
    SecondFactorChallenges,
    SecondFactors,
    SecretBox,
    TotpCredentials,
)
from hushroom_domain.identity.ports.sign_ins import (
    BrowserSignIns,
    Devices,
    OneTimeTokens,
    ProviderAttempts,
    RefreshTokens,
    SignInRights,
)
from hushroom_domain.identity.ports.tokens import AccessTokens, OpaqueTokens
from hushroom_domain.identity.ports.users import IdentityVerifications, LinkedIdentities, PasswordCredentials, Users
from hushroom_domain.identity.ports.work import IdentityWork, RevocationWork, StepUpWork

__all__ = [
    "AccessTokens",
    "AvatarEncoder",
    "AvatarStore",
    "AvatarWork",
    "Braked",
    "Brakes",
    "BrowserSignIns",
    "Clients",
    "CommonPasswords",
    "DeviceTokens",
    "Devices",
    "DomainNames",
    "EmailChanges",
    "FactorCodes",
    "FactorRecoveries",
    "IdentityProviders",
    "IdentityVerifications",
    "IdentityWork",
    "LinkedIdentities",
    "OneTimeTokens",
    "OpaqueTokens",
    "PasskeyChallenges",
    "PasskeyVerifier",
    "Passkeys",
    "PasswordCredentials",
    "PasswordStrengths",
    "Passwords",
    "ProviderAttempts",
    "RecoveryCodes",
    "RefreshTokens",
    "RevocationWork",
    "SecondFactorChallenges",
    "SecondFactors",
    "SecretBox",
    "SignInRights",
    "StepUpWork",
    "TotpCredentials",
    "Users",
]
