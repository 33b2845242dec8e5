"""Repeats the enrolment of an authenticator app."""

from attrs import frozen

from hushroom_domain.identity.errors import TotpNotBegun
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin


@frozen
class RepeatTotpEnrolment:
    """Returns an enrolment that waits for its first code again, to a caller who knows its secret.

    A page needs it after a wrong code.

    Raises: TotpNotBegun (nothing waits for a code, or it has another secret).
    """

    begin: Begin[IdentityWork]
    enroller: TotpEnroller

    async def __call__(self, user_id: UserId, secret: str) -> TotpEnrolment:
        async with self.begin() as work:
            user = await work.users.get(user_id)
            if user is None:
                raise TotpNotBegun
            return await self.enroller.repeated(work, user, secret)
