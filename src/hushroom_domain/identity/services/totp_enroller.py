"""The enrolment of authenticator apps, which a sign-in and a challenge share."""

import hmac
from datetime import datetime
from uuid import UUID

from attrs import frozen

from hushroom_domain.identity.errors import TotpEnrolled, TotpNotBegun
from hushroom_domain.identity.events import FactorAdded
from hushroom_domain.identity.model import TotpCredential, User
from hushroom_domain.identity.ports import FactorCodes, IdentityWork, SecretBox
from hushroom_domain.identity.rules.factor_codes import plain_code
from hushroom_domain.identity.services.recovery_code_issuer import RecoveryCodeIssuer
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Clock


@frozen
class TotpEnroller:
    """Stores the secrets of authenticator apps, and makes them second factors, within the caller's transaction.

    The caller holds the lock on the user's row.
    """

    clock: Clock
    codes: FactorCodes
    box: SecretBox
    issuer: RecoveryCodeIssuer

    async def begin(self, work: IdentityWork, user_id: UserId) -> str:
        """Stores a new secret in place of one that was not confirmed, and returns it. Raises: TotpEnrolled."""
        present = await work.totp_credentials.get(user_id)
        if present is not None and present.is_confirmed:
            raise TotpEnrolled
        secret = self.codes.new_secret()
        sealed = self.box.seal(secret, str(user_id))
        await work.totp_credentials.put(
            TotpCredential(user_id=user_id, sealed_secret=sealed, created_at=self.clock.now())
        )
        return secret

    def shown(self, secret: str, account: str) -> TotpEnrolment:
        """Returns the secret in the forms that authenticator apps take; `account` is the address of the user."""
        return TotpEnrolment.of(self.codes, secret, account)

    async def repeated(self, work: IdentityWork, user: User, secret: str) -> TotpEnrolment:
        """Returns an enrolment that waits for its first code again, to a caller who knows its secret.

        The stored secret itself is returned to no caller, because a thief of a sign-in could read it before the owner
        confirms it.

        Raises: TotpNotBegun (nothing waits for a code, or it has another secret).
        """
        credential = await work.totp_credentials.get(user.id)
        if credential is None or credential.is_confirmed:
            raise TotpNotBegun
        kept = self.box.open(credential.sealed_secret, str(user.id))
        if kept is None or not hmac.compare_digest(kept.encode(), secret.encode()):
            raise TotpNotBegun
        return self.shown(kept, user.email)

    async def confirm(
        self, work: IdentityWork, user_id: UserId, code: str, kept: FamilyId | None, request_id: UUID
    ) -> tuple[str, ...] | None:
        """Makes the app a second factor by a code of it, and returns new recovery codes; None after a wrong code.

        Every sign-in but `kept` ends, and the sign-ins that wait for a second factor as well.

        Raises: TotpNotBegun, TotpEnrolled.
        """
        now = self.clock.now()
        credential = await self._begun(work, user_id)
        step = self._step(credential, code, now)
        if step is None:
            return None
        await work.totp_credentials.put(credential.confirmed(step, now))
        issued = await self.issuer.issue(work, user_id, now)
        await end_other_sign_ins(work, user_id, kept, now)
        await work.audit.add(act_on_oneself(AuditAction.FACTOR_ADD, user_id))
        await work.outbox.add([FactorAdded(user_id=user_id, request_id=request_id)])
        return issued

    async def _begun(self, work: IdentityWork, user_id: UserId) -> TotpCredential:
        credential = await work.totp_credentials.get(user_id)
        if credential is None:
            raise TotpNotBegun
        if credential.is_confirmed:
            raise TotpEnrolled
        return credential

    def _step(self, credential: TotpCredential, code: str, now: datetime) -> int | None:
        secret = self.box.open(credential.sealed_secret, str(credential.user_id))
        return self.codes.step_of(secret, plain_code(code), now) if secret else None
