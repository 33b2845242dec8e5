"""The ports of administration."""

from typing import Protocol

from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import (
    BrowserSignIns,
    EmailChanges,
    FactorRecoveries,
    OneTimeTokens,
    PasswordCredentials,
    RefreshTokens,
    SecondFactorChallenges,
    SignInRights,
    StepUpWork,
    Users,
)
from hushroom_domain.moderation.ports import Reports
from hushroom_domain.payments.ports import Payments
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class PersonalRows(Protocol):
    """The rows about one person in the tables of all features."""

    async def erase(self, user_id: UserId) -> None:
        """Deletes the rows about this user alone, and removes the user's texts from the rows about others too.

        Deleted are credentials, sign-ins, languages, favourites, notifications, push subscriptions, working hours, kept
        responses and the key of the audit log, so that the origins and details of the person's acts cannot be read any
        more. In sessions, goals, drift logs and ratings an empty text or `REMOVED_TEXT` replaces the words; what others
        rely on stays, such as scores. Payments lose the addresses and secrets of the payer's cards. The caller holds
        the lock on the user's row.
        """
        ...


class AdminWork(StepUpWork, Protocol):
    """The part of a transaction that administration uses."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def password_credentials(self) -> PasswordCredentials: ...
    @property
    def personal_rows(self) -> PersonalRows: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def email_changes(self) -> EmailChanges: ...
    @property
    def browser_sign_ins(self) -> BrowserSignIns: ...
    @property
    def second_factor_challenges(self) -> SecondFactorChallenges: ...
    @property
    def factor_recoveries(self) -> FactorRecoveries: ...
    @property
    def sign_in_rights(self) -> SignInRights: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
