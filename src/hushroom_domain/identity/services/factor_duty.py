"""The duty of administrators to have a second factor, where the operator demands it."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.errors import FactorRequired
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.ports import IdentityWork, RevocationWork
from hushroom_domain.identity.rules.factor_duty import may_remove_factor
from hushroom_domain.identity.services.revocation import end_browsers, end_other_sign_ins
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class FactorDuty:
    """Says who must have a second factor: administrators, where the operator demands it. Passkeys are factors too."""

    is_demanded: bool

    def binds(self, role: UserRole) -> bool:
        """Returns whether users with this role must have a second factor."""
        return self.is_demanded and role is UserRole.ADMIN

    async def is_met(self, work: IdentityWork, role: UserRole, sign_in_id: FamilyId) -> bool:
        """Returns whether a sign-in may go on: a user who must have a second factor has shown one in it.

        A sign-in that began before the duty did, or before its user became an administrator, may not.
        """
        if not self.binds(role):
            return True
        device = await work.devices.get(sign_in_id)
        return device is not None and device.factor_shown_at is not None

    async def end_earlier_sign_ins(self, work: RevocationWork, user_id: UserId, now: datetime) -> None:
        """Ends the sign-ins of a user who becomes an administrator: those of browsers, or all without exception.

        All of them end where administrators must have a second factor. The caller holds the lock on the user's row.
        """
        if self.is_demanded:
            await end_other_sign_ins(work, user_id, None, now)
        else:
            await end_browsers(work, user_id, now)

    async def require_another_factor(self, work: IdentityWork, user: User) -> None:
        """Checks that a user who must have a second factor has more than one. Raises: FactorRequired.

        The caller holds the lock on the user's row, so that two removals at once cannot leave none.
        """
        if not self.binds(user.role):
            return
        apps = (await work.second_factors.of(user.id)).totp_since is not None
        passkeys = len(await work.passkeys.of_user(user.id))
        if not may_remove_factor(is_bound=True, factors=apps + passkeys):
            raise FactorRequired
