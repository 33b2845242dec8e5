"""The demand for a recent proof, where an act would leave a way into the account behind."""

from attrs import frozen

from hushroom_domain.identity.errors import RecentSignInRequired, UserNotFound
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.own_password import OwnPasswordCheck
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RecentProof:
    """Checks that a user without a second factor has signed in lately, or types the password.

    Without it, whoever has stolen a sign-in could make it last. A second factor is asked for by `StepUp`.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    own_password: OwnPasswordCheck

    async def require(self, user_id: UserId, sign_in_id: FamilyId | None, password: str | None) -> None:
        """Passes users with a second factor, sign-ins of the last ten minutes, and the right password.

        Raises: UserNotFound, RecentSignInRequired, WrongPassword.
        """
        async with self.begin() as work:
            user = await work.users.get(user_id)
            has_factor = bool((await work.second_factors.of(user_id)).methods)
            device = await work.devices.get(sign_in_id) if sign_in_id else None
            credential = await work.password_credentials.get(user_id)
        if user is None:
            raise UserNotFound
        is_recent = device is not None and device.user_id == user_id and device.is_recent(self.clock.now())
        if has_factor or is_recent:
            return
        if password is None:
            raise RecentSignInRequired
        await self.own_password.require(user, credential, password, sign_in_id)
