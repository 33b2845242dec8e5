"""Begins the enrolment of an authenticator app."""

from attrs import frozen

from hushroom_domain.identity.errors import TotpEnrolled
from hushroom_domain.identity.model import TotpCredential
from hushroom_domain.identity.ports import FactorCodes, IdentityWork, SecretBox
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class BeginTotp:
    """Stores a secret for an authenticator app, which becomes a second factor when a code of it confirms it.

    An enrolment that was not confirmed is replaced.

    Raises: UserNotFound, TotpEnrolled.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    codes: FactorCodes
    box: SecretBox

    async def __call__(self, user_id: UserId) -> TotpEnrolment:
        secret = self.codes.new_secret()
        sealed = self.box.seal(secret, str(user_id))
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            present = await work.totp_credentials.get(user_id)
            if present is not None and present.is_confirmed:
                raise TotpEnrolled
            await work.totp_credentials.put(
                TotpCredential(user_id=user_id, sealed_secret=sealed, created_at=self.clock.now())
            )
        return TotpEnrolment.of(self.codes, secret, user.email)
