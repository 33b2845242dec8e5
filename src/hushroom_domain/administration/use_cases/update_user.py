"""Changes a user's role or access."""

from attrs import evolve, frozen

from hushroom_domain.administration.errors import NotOnOneself
from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.identity.events import UserSuspended
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import Entity, decision
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class UpdateUser:
    """Activates or deactivates a user, or changes the role.

    Deactivation ends all sign-ins of the user and cancels the sessions that have not started. Reactivation restarts the
    count of reporters. A new administrator has to sign in again in each browser; with every client where administrators
    must have a second factor.

    Raises: UserNotFound, StepUpRequired (by the administrator), NotOnOneself.
    """

    begin: Begin[AdminWork]
    clock: Clock
    ids: Ids
    duty: FactorDuty
    step_up: StepUp

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        admin_id: UserId
        user_id: UserId
        is_active: bool | None = None
        role: UserRole | None = None
        sign_in_id: FamilyId | None = None
        """The sign-in of the administrator."""

    async def __call__(self, command: Command) -> User:
        loses = command.is_active is False or command.role not in {None, UserRole.ADMIN}
        if command.admin_id == command.user_id and loses:
            raise NotOnOneself
        now = self.clock.now()
        async with self.begin() as work:
            await self.step_up.require(work, command.admin_id, command.sign_in_id)
            before = await work.users.lock(command.user_id)
            after = evolve(
                before,
                is_active=before.is_active if command.is_active is None else command.is_active,
                role=command.role or before.role,
                updated_at=now,
            )
            if command.is_active is False and before.deleted_at is not None:
                # The account is closed for good: its owner cannot bring it back.
                await work.password_credentials.remove(before.id)
                after = after.barred(now)
            await work.users.save(after)
            if before.is_active and not after.is_active:
                await end_rights(work, after, now)
                await work.outbox.add([UserSuspended(request_id=self.ids.new(), user_id=after.id)])
            elif after.role is UserRole.ADMIN and before.role is not UserRole.ADMIN:
                await self.duty.end_earlier_sign_ins(work, after.id, now)
            if after.is_active and not before.is_active:
                await work.reports.restart_count(after.id)
            was, became = _facts(before), _facts(after)
            await work.audit.add(decision(command.admin_id, Entity.USER, after.id, before=was, after=became))
        return after


def _facts(user: User) -> dict[str, object]:
    return {"isActive": user.is_active, "role": user.role.value}
