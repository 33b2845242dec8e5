"""The ports of administration."""

from typing import Protocol

from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import (
    BrowserSignIns,
    Devices,
    LinkedIdentities,
    OneTimeTokens,
    Passkeys,
    PasswordCredentials,
    RecoveryCodes,
    RefreshTokens,
    SecondFactorChallenges,
    SignInRights,
    TotpCredentials,
    Users,
)
from hushroom_domain.moderation.ports import Reports
from hushroom_domain.payments.ports import Payments
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class AdminWork(Protocol):
    """The part of a transaction that administration uses."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def password_credentials(self) -> PasswordCredentials: ...
    @property
    def linked_identities(self) -> LinkedIdentities: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def totp_credentials(self) -> TotpCredentials: ...
    @property
    def recovery_codes(self) -> RecoveryCodes: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def browser_sign_ins(self) -> BrowserSignIns: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def second_factor_challenges(self) -> SecondFactorChallenges: ...
    @property
    def sign_in_rights(self) -> SignInRights: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
