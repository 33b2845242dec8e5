"""Begins the enrolment of an authenticator app."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin


@frozen
class BeginTotp:
    """Stores a secret for an authenticator app, which becomes a second factor when a code of it confirms it.

    An enrolment that was not confirmed is replaced.

    Raises: UserNotFound, TotpEnrolled.
    """

    begin: Begin[IdentityWork]
    enroller: TotpEnroller

    async def __call__(self, user_id: UserId) -> TotpEnrolment:
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            secret = await self.enroller.begin(work, user_id)
        return self.enroller.shown(secret, user.email)
