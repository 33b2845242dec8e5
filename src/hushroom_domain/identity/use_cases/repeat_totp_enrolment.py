"""Repeats the enrolment of an authenticator app."""

import hmac

from attrs import frozen

from hushroom_domain.identity.errors import TotpNotBegun
from hushroom_domain.identity.ports import FactorCodes, IdentityWork, SecretBox
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin


@frozen
class RepeatTotpEnrolment:
    """Returns an enrolment that waits for its first code again, to a caller who knows its secret.

    A page needs it after a wrong code. The stored secret itself is returned to no caller, because a thief of a sign-in
    could read it before the owner confirms it.

    Raises: TotpNotBegun (nothing waits for a code, or it has another secret).
    """

    begin: Begin[IdentityWork]
    codes: FactorCodes
    box: SecretBox

    async def __call__(self, user_id: UserId, secret: str) -> TotpEnrolment:
        async with self.begin() as work:
            user = await work.users.get(user_id)
            credential = await work.totp_credentials.get(user_id)
        if user is None or credential is None or credential.is_confirmed:
            raise TotpNotBegun
        kept = self.box.open(credential.sealed_secret, str(user_id))
        if kept is None or not hmac.compare_digest(kept.encode(), secret.encode()):
            raise TotpNotBegun
        return TotpEnrolment.of(self.codes, kept, user.email)
