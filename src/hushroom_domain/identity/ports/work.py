"""The parts of a transaction that identity uses."""

from typing import Protocol

from hushroom_domain.identity.ports.email_changes import EmailChanges
from hushroom_domain.identity.ports.passkeys import PasskeyChallenges, Passkeys
from hushroom_domain.identity.ports.recoveries import FactorRecoveries
from hushroom_domain.identity.ports.second_factors import (
    RecoveryCodes,
    SecondFactorChallenges,
    SecondFactors,
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
from hushroom_domain.identity.ports.users import LinkedIdentities, PasswordCredentials, Users
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class RevocationWork(Protocol):
    """The part of a transaction that ends rights."""

    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def email_changes(self) -> EmailChanges: ...
    @property
    def browser_sign_ins(self) -> BrowserSignIns: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def second_factor_challenges(self) -> SecondFactorChallenges: ...
    @property
    def factor_recoveries(self) -> FactorRecoveries: ...
    @property
    def sign_in_rights(self) -> SignInRights: ...
    @property
    def outbox(self) -> Outbox: ...


class StepUpWork(Protocol):
    """The part of a transaction that says whether a second factor was shown lately."""

    @property
    def devices(self) -> Devices: ...
    @property
    def second_factors(self) -> SecondFactors: ...


class IdentityWork(RevocationWork, StepUpWork, Protocol):
    """The part of a transaction that identity uses."""

    @property
    def users(self) -> Users: ...
    @property
    def password_credentials(self) -> PasswordCredentials: ...
    @property
    def linked_identities(self) -> LinkedIdentities: ...
    @property
    def provider_attempts(self) -> ProviderAttempts: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def passkey_challenges(self) -> PasskeyChallenges: ...
    @property
    def totp_credentials(self) -> TotpCredentials: ...
    @property
    def recovery_codes(self) -> RecoveryCodes: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def quotas(self) -> QuotaUsage: ...
