"""Reports a user."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from attrs import evolve, frozen

from hushroom_domain.companions.state_machine import TRANSITIONS, CompanionAction, CompanionActor
from hushroom_domain.identity.events import UserSuspended
from hushroom_domain.identity.model import AccountStatus, User, UserRole
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.moderation.errors import SelfReport
from hushroom_domain.moderation.events import ReportFiled
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import (
    HOLD_AT_REPORTERS,
    REPORT_DESCRIPTION,
    REPORT_REASON,
    REPORT_WINDOW,
    ReportsCount,
)
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import ReportId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class FileReport:
    """Stores an abuse report and notifies the administrators.

    The third reporter that counts within 30 days suspends the user until an administrator decides. Administrators are
    never suspended by reports.

    Raises: ValidationFailed, SelfReport, UserNotFound, SessionNotFound (unknown, or the reporter is no participant),
    AlreadyReported (the reporter has a pending report about the user), ReportQuotaReached.
    """

    begin: Begin[ModerationWork]
    clock: Clock
    ids: Ids
    who_counts: ReportsCount
    quota: DailyQuota

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        reporter_id: UserId
        reported_user_id: UserId
        reason: Annotated[str, REPORT_REASON]
        description: Annotated[str, REPORT_DESCRIPTION]
        session_id: SessionId | None = None

    async def __call__(self, command: Command) -> AbuseReport:
        if command.reporter_id == command.reported_user_id:
            raise SelfReport
        now = self.clock.now()
        report = AbuseReport(
            id=ReportId(self.ids.new()),
            reporter_id=command.reporter_id,
            reported_user_id=command.reported_user_id,
            session_id=command.session_id,
            reason=command.reason,
            description=command.description,
            created_at=now,
        )
        async with self.begin() as work:
            # The lock orders simultaneous reports, so that they count each other.
            reported = await work.users.lock(command.reported_user_id)
            if command.session_id and await work.participants.role_in(command.session_id, command.reporter_id) is None:
                raise SessionNotFound
            await self.quota.spend(work, command.reporter_id, now)
            await work.reports.add(report)
            await work.audit.add(
                Act(
                    action=AuditAction.REPORT_CREATE,
                    actor_id=command.reporter_id,
                    entity=Entity.REPORT,
                    entity_id=report.id,
                )
            )
            admins = await work.users.administrators()
            await work.outbox.add(
                ReportFiled(report_id=report.id, admin_id=admin) for admin in admins if admin != reported.id
            )
            reporters = await work.reports.pending_reporters(reported.id, now - REPORT_WINDOW, self.who_counts)
            if reporters >= HOLD_AT_REPORTERS and reported.role is not UserRole.ADMIN:
                await self._hold(work, reported, now)
        return report

    async def _hold(self, work: ModerationWork, user: User, now: datetime) -> None:
        """Suspends an active user; a user who deleted the account in the meantime cannot bring it back."""
        if user.is_active:
            await self._put_on_hold(work, user, now)
        elif user.status(now) is AccountStatus.DEACTIVATED:
            await work.password_credentials.remove(user.id)
            await work.users.save(user.barred(now))
            await work.audit.add(_act_of_hold(user))

    async def _put_on_hold(self, work: ModerationWork, user: User, now: datetime) -> None:
        """Suspends the user and the companion of the user until an administrator decides."""
        user = evolve(user, is_active=False, updated_at=now)
        await work.users.save(user)
        await end_rights(work, user, now)
        # The suspension of a companion announces an event of its own, which causes the email.
        request_id = self.ids.new()
        if not await _suspend_companion(work, user, request_id, now):
            await work.outbox.add([UserSuspended(request_id=request_id, user_id=user.id)])
        await work.audit.add(_act_of_hold(user))


def _act_of_hold(user: User) -> Act:
    return Act(
        action=AuditAction.ADMIN_ACTION,
        actor_id=None,
        entity=Entity.USER,
        entity_id=user.id,
        metadata={"hold": "three different reporters within 30 days"},
    )


async def _suspend_companion(work: ModerationWork, user: User, request_id: UUID, now: datetime) -> bool:
    """Suspends the companion of the user, and returns False if there is none that can be suspended."""
    companion = await work.companions.of_user(user.id)
    if companion is None:
        return False
    companion = await work.companions.lock(companion.id)
    if not TRANSITIONS.can(CompanionAction.SUSPEND, companion.status, CompanionActor.SYSTEM):
        return False
    change = companion.suspended(CompanionActor.SYSTEM, request_id=request_id, now=now)
    await work.companions.save(change.entity)
    await work.outbox.add(change.events)
    return True
