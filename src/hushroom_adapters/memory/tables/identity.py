"""The tables of identity in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.identity.model import (
    BrowserSignIn,
    Device,
    EmailChange,
    FactorRecovery,
    IdentityVerification,
    KeptAttempt,
    LinkedIdentity,
    OneTimeToken,
    Passkey,
    PasskeyChallenge,
    PasswordCredential,
    RecoveryCode,
    RefreshToken,
    SecondFactorChallenge,
    SpokenLanguage,
    TotpCredential,
    User,
)
from hushroom_domain.shared.ids import (
    AttemptId,
    EmailChangeId,
    FamilyId,
    IdentityId,
    PasskeyId,
    RecoveryId,
    UserId,
)


@frozen(kw_only=True, eq=False, slots=False)
class IdentityTables:
    """The tables of identity. Tokens go by their digest."""

    users: Table[UserId, User] = field(factory=Table)
    password_credentials: Table[UserId, PasswordCredential] = field(factory=Table)
    linked_identities: Table[IdentityId, LinkedIdentity] = field(factory=Table)
    provider_attempts: Table[AttemptId, KeptAttempt] = field(factory=Table)
    passkeys: Table[PasskeyId, Passkey] = field(factory=Table)
    passkey_challenges: Table[str, PasskeyChallenge] = field(factory=Table)
    totp_credentials: Table[UserId, TotpCredential] = field(factory=Table)
    recovery_codes: Table[tuple[UserId, str], RecoveryCode] = field(factory=Table)
    factor_recoveries: Table[RecoveryId, FactorRecovery] = field(factory=Table)
    second_factor_challenges: Table[str, SecondFactorChallenge] = field(factory=Table)
    identity_verifications: Table[UserId, IdentityVerification] = field(factory=Table)
    languages: Table[UserId, tuple[SpokenLanguage, ...]] = field(factory=Table)
    refresh_tokens: Table[str, RefreshToken] = field(factory=Table)
    browser_sign_ins: Table[FamilyId, BrowserSignIn] = field(factory=Table)
    devices: Table[FamilyId, Device] = field(factory=Table)
    email_changes: Table[EmailChangeId, EmailChange] = field(factory=Table)
    one_time_tokens: Table[str, OneTimeToken] = field(factory=Table)
