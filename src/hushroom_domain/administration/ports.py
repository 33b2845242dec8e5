"""The ports of administration."""

from typing import Protocol

from hushroom_domain.identity.ports import OneTimeTokens, RefreshTokens, Users
from hushroom_domain.moderation.ports import Reports
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
    def refresh_tokens(self) -> RefreshTokens: ...
    @property
    def one_time_tokens(self) -> OneTimeTokens: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
