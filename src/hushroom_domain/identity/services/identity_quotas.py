"""The daily quotas of identity."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.errors import (
    AvatarQuotaReached,
    EmailChangeQuotaReached,
    IdentityLinkQuotaReached,
    PasskeyQuotaReached,
    RecoveryQuotaReached,
)
from hushroom_domain.shared.quotas import Countable, DailyQuota, Quotas


@frozen(kw_only=True)
class IdentityQuotas:
    """The daily quotas of the use cases of identity, each with its refusal."""

    avatars: DailyQuota
    links: DailyQuota
    passkeys: DailyQuota
    recoveries: DailyQuota
    email_changes: DailyQuota

    @classmethod
    def of(cls, quotas: Quotas) -> Self:
        """Builds the quotas from their limits."""
        return cls(
            avatars=DailyQuota(Countable.AVATARS, quotas.avatars, AvatarQuotaReached),
            links=DailyQuota(Countable.IDENTITY_LINKS, quotas.identity_links, IdentityLinkQuotaReached),
            passkeys=DailyQuota(Countable.PASSKEYS, quotas.passkeys, PasskeyQuotaReached),
            recoveries=DailyQuota(Countable.FACTOR_RECOVERIES, quotas.factor_recoveries, RecoveryQuotaReached),
            email_changes=DailyQuota(Countable.EMAIL_CHANGES, quotas.email_changes, EmailChangeQuotaReached),
        )
