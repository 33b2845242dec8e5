"""The use cases of the verification of identities, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.shared.ports import SharedPorts
from hushroom_domain.shared.quotas import Countable, DailyQuota
from hushroom_domain.verification.errors import TooManyVerifications
from hushroom_domain.verification.ports import IdentityVerifier, VerificationWork
from hushroom_domain.verification.services.recording import VerificationReconciler
from hushroom_domain.verification.use_cases.begin_verification import BeginVerification
from hushroom_domain.verification.use_cases.end_verification import EndVerification
from hushroom_domain.verification.use_cases.expire_verifications import ExpireVerifications
from hushroom_domain.verification.use_cases.refresh_verification import RefreshVerification

__all__ = ["VerificationPorts", "VerificationUseCases", "VerificationWork"]


@frozen(kw_only=True)
class VerificationPorts:
    """The ports that only the verification of identities needs."""

    provider: IdentityVerifier


@frozen(kw_only=True)
class VerificationUseCases:
    """The use cases of the verification of identities."""

    begin: BeginVerification
    refresh: RefreshVerification
    expire: ExpireVerifications
    end: EndVerification

    @classmethod
    def of(cls, ports: SharedPorts[VerificationWork], own: VerificationPorts) -> Self:
        """Builds the use cases on these ports."""
        reconciler = VerificationReconciler(ports.begin, ports.clock, own.provider)
        quota = DailyQuota(Countable.IDENTITY_CHECKS, ports.quotas.identity_checks, TooManyVerifications)
        return cls(
            begin=BeginVerification(ports.begin, ports.clock, own.provider, reconciler, quota),
            refresh=RefreshVerification(ports.begin, reconciler),
            expire=ExpireVerifications(ports.begin, ports.clock),
            end=EndVerification(ports.begin, own.provider),
        )
