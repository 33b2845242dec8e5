"""Recording the state of a verification, together with the mark on the person's companion profile."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.model import IdentityVerification, VerificationReport
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock
from hushroom_domain.verification.ports import IdentityVerifier, VerificationWork


async def locked(work: VerificationWork, user_id: UserId, now: datetime) -> IdentityVerification:
    """Returns the verification of a user, whose row is locked; a new one when there is none. Raises: UserNotFound."""
    await work.users.lock(user_id)
    return await work.identity_verifications.get(user_id) or IdentityVerification(user_id=user_id, updated_at=now)


async def locked_for_owner(work: VerificationWork, user_id: UserId, now: datetime) -> IdentityVerification:
    """Returns the verification like `locked`, for its owner. Raises: UserNotFound (also for a closed account)."""
    if not (await work.users.lock(user_id)).is_enabled:
        raise UserNotFound
    return await locked(work, user_id, now)


async def record(work: VerificationWork, verification: IdentityVerification, now: datetime) -> None:
    """Stores a verification and marks the person's companion profile, if there is one, accordingly."""
    await work.identity_verifications.put(verification)
    is_valid = verification.is_valid(now)
    found = await work.companions.of_user(verification.user_id)
    if found is not None and found.identity_verified != is_valid:
        companion = await work.companions.lock(found.id)
        await work.companions.save(evolve(companion, identity_verified=is_valid, updated_at=now))


@frozen
class VerificationReconciler:
    """Records the present state of a session at the provider, so that late, repeated and lost notices do no harm."""

    begin: Begin[VerificationWork]
    clock: Clock
    provider: IdentityVerifier

    async def refresh(self, user_id: UserId, session_id: str) -> VerificationReport:
        """Asks the provider outside any transaction, and records the answer in one.

        Raises: UserNotFound, ProviderUnavailable, RequestRefused.
        """
        report = await self.provider.look(session_id)
        await self.apply(user_id, report)
        return report

    async def apply(self, user_id: UserId, report: VerificationReport) -> IdentityVerification:
        """Records a report; returns the verification after it. Raises: UserNotFound."""
        now = self.clock.now()
        async with self.begin() as work:
            before = await locked(work, user_id, now)
            after = before.reported(report, now)
            if after != before:
                await record(work, after, now)
        return after
