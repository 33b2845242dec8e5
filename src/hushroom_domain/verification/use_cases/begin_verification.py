"""Begins the verification of the user's own identity, or continues it."""

from attrs import frozen

from hushroom_domain.identity.model import IdentityVerification, ReportedState, VerificationReport
from hushroom_domain.identity.state_machine import VerificationStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.shared.quotas import DailyQuota
from hushroom_domain.verification.ports import IdentityVerifier, VerificationWork
from hushroom_domain.verification.services.recording import VerificationReconciler, locked, locked_for_owner, record


@frozen(kw_only=True)
class VerificationStep:
    """The state of a verification, and the provider's page on which it goes on; None when no document is awaited."""

    status: VerificationStatus
    url: str | None = None


@frozen
class BeginVerification:
    """Opens a session at the provider, unless one is open or the identity is verified; returns where it goes on.

    A person has one open session at most, because a verification has one session and changes under a lock.

    Raises: UserNotFound, TooManyVerifications, ProviderUnavailable, RequestRefused.
    """

    begin: Begin[VerificationWork]
    clock: Clock
    provider: IdentityVerifier
    reconciler: VerificationReconciler
    quota: DailyQuota

    async def __call__(self, user_id: UserId) -> VerificationStep:
        verification = await self._stored(user_id)
        if verification.session_id is not None and verification.status is VerificationStatus.EXPIRED:
            # A new session takes its place, after which nobody would know what is to be deleted.
            await self.provider.redact(verification.session_id)
        elif verification.session_id is not None and not verification.is_valid(self.clock.now()):
            report = await self.provider.look(verification.session_id)
            verification = await self.reconciler.apply(user_id, report)
            if _is_over(report):
                await self.provider.redact(report.session_id)
            elif report.state is not ReportedState.ENDED:
                return _step(verification, report)
        if verification.is_valid(self.clock.now()):
            return VerificationStep(status=verification.status)
        return await self._opened(await self._begun(user_id))

    async def _stored(self, user_id: UserId) -> IdentityVerification:
        """Returns the verification; one that is too old is expired before it is returned."""
        now = self.clock.now()
        async with self.begin() as work:
            verification = await locked_for_owner(work, user_id, now)
            if verification.status is VerificationStatus.VERIFIED and not verification.is_valid(now):
                verification = verification.expired(now)
                await record(work, verification, now)
        return verification

    async def _begun(self, user_id: UserId) -> IdentityVerification:
        """Returns the verification with an attempt; one whose answer was lost is used again.

        A request at the same time may have opened the session meanwhile; then it is the one to go on with.
        """
        now = self.clock.now()
        async with self.begin() as work:
            verification = await locked_for_owner(work, user_id, now)
            if verification.status in {VerificationStatus.PENDING, VerificationStatus.VERIFIED}:
                return verification
            await self.quota.spend(work, user_id, now)
            verification = verification.begun(now)
            await record(work, verification, now)
        return verification

    async def _opened(self, verification: IdentityVerification) -> VerificationStep:
        """Opens the session of the attempt; one that came too late, as after the end of the account, is ended again."""
        report = await self.provider.open(verification.user_id, verification.attempt)
        now = self.clock.now()
        async with self.begin() as work:
            current = await locked(work, verification.user_id, now)
            if current.attempt == verification.attempt and current.status is VerificationStatus.PENDING:
                current = current.opened(report.session_id, now)
                await record(work, current, now)
        if current.attempt != verification.attempt:
            await self.provider.redact(report.session_id)
            return VerificationStep(status=current.status)
        return _step(await self.reconciler.apply(verification.user_id, report), report)


def _is_over(report: VerificationReport) -> bool:
    """Returns whether the session has failed and takes no other document."""
    return report.state is ReportedState.FAILED and report.url is None


def _step(verification: IdentityVerification, report: VerificationReport) -> VerificationStep:
    return VerificationStep(status=verification.status, url=report.url)
