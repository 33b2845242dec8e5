"""Adds a passkey to the account of a user."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.errors import PasskeyRefused, TooManyPasskeys, UserNotFound
from hushroom_domain.identity.events import PasskeyAdded
from hushroom_domain.identity.model import Attestation, CeremonyPurpose, Passkey, ProvedPasskey
from hushroom_domain.identity.policy import PASSKEY_NAME, PASSKEYS_EACH
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.passkey_check import PasskeyCheck
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, PasskeyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class AddPasskey:
    """Stores a passkey whose authenticator has signed a challenge of this user; the user is told by mail.

    Raises: ValidationFailed, PasskeyRefused (also for a used or expired challenge), PasskeyTaken, TooManyPasskeys,
    PasskeysBusy, StepUpRequired, UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    check: PasskeyCheck
    step_up: StepUp

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        sign_in_id: FamilyId | None
        name: Annotated[str, PASSKEY_NAME]
        attestation: Attestation

    async def __call__(self, command: Command) -> Passkey:
        challenge, row = await self.check.taken(command.attestation.client_data)
        if row is None or not row.works(CeremonyPurpose.REGISTER, command.user_id, self.clock.now()):
            raise PasskeyRefused
        proved = await self.check.verifier.registration(command.attestation, challenge)
        passkey = self._passkey(command, proved)
        async with self.begin() as work:
            user = await work.users.lock(command.user_id)
            if not user.is_enabled:
                raise UserNotFound
            await self.step_up.require(work, user.id, command.sign_in_id)
            if len(await work.passkeys.of_user(user.id)) >= PASSKEYS_EACH:
                raise TooManyPasskeys
            await work.passkeys.add(passkey)
            await work.audit.add(act_on_oneself(AuditAction.PASSKEY_ADD, user.id))
            await work.outbox.add([PasskeyAdded(user_id=user.id, passkey_id=passkey.id)])
        return passkey

    def _passkey(self, command: Command, proved: ProvedPasskey) -> Passkey:
        return Passkey(
            id=PasskeyId(self.ids.new()),
            user_id=command.user_id,
            name=command.name.strip(),
            credential_id=proved.credential_id,
            public_key=proved.public_key,
            sign_count=proved.sign_count,
            is_synced=proved.is_synced,
            created_at=self.clock.now(),
        )
