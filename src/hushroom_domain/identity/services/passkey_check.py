"""The check of a passkey, which every way of signing in by one begins with."""

from attrs import frozen

from hushroom_domain.identity.errors import CopiedPasskey, WrongPasskey
from hushroom_domain.identity.events import PasskeyDoubted
from hushroom_domain.identity.model import Assertion, CeremonyPurpose, Passkey, PasskeyChallenge, User
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens, PasskeyVerifier
from hushroom_domain.identity.services.recovery_stop import stop_recovery
from hushroom_domain.identity.state_machine import RecoveryActor
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class CheckedPasskey:
    """A passkey that has signed a challenge, and the sign count that its authenticator reported."""

    passkey: Passkey
    sign_count: int


@frozen
class PasskeyCheck:
    """Finds the passkey that has signed a challenge, once."""

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    opaque_tokens: OpaqueTokens
    verifier: PasskeyVerifier

    async def taken(self, client_data: str) -> tuple[str, PasskeyChallenge | None]:
        """Returns the challenge in an answer, and its row if it was stored; it works for no other answer."""
        challenge = self.verifier.challenge_of(client_data) or ""
        async with self.begin() as work:
            return challenge, await work.passkey_challenges.take(self.opaque_tokens.digest(challenge))

    async def passkey_of(self, assertion: Assertion, user_id: UserId | None = None) -> CheckedPasskey:
        """Returns the passkey, whose authenticator has verified its owner.

        `user_id` is the person for whom the challenge was issued; None is a challenge for any person.

        Raises: WrongPasskey (also for an unknown passkey, after the same checks), PasskeysBusy.
        """
        challenge, row = await self.taken(assertion.client_data)
        async with self.begin() as work:
            passkey = await work.passkeys.by_credential(assertion.credential_id)
        key = passkey.public_key if passkey else None
        proved = await self.verifier.assertion(assertion, challenge, key)
        if row is None or not row.works(CeremonyPurpose.SIGN_IN, user_id, self.clock.now()):
            raise WrongPasskey
        # A challenge for any person is answered by a passkey that names its owner; a named one must agree in any case.
        owners = {proved.owner or user_id, user_id or proved.owner}
        if passkey is None or owners != {passkey.user_id}:
            raise WrongPasskey
        return CheckedPasskey(passkey, proved.sign_count)

    async def of_owner(self, assertion: Assertion, user_id: UserId) -> CheckedPasskey:
        """Returns the passkey, which is one of this user's, for a challenge that was issued for any person.

        Raises: WrongPasskey, PasskeysBusy.
        """
        checked = await self.passkey_of(assertion)
        if checked.passkey.user_id != user_id:
            raise WrongPasskey
        return checked

    async def locked(self, work: IdentityWork, checked: CheckedPasskey) -> User:
        """Returns the owner of the checked passkey, locked, and stores its use.

        The owner is told if the count of a passkey of several devices has not risen.

        Raises: WrongPasskey (removed in the meantime, or an inactive account), CopiedPasskey.
        """
        user = await work.users.lock(checked.passkey.user_id)
        if not user.is_enabled:
            raise WrongPasskey
        await self.note_use(work, checked)
        return user

    async def note_use(self, work: IdentityWork, checked: CheckedPasskey) -> None:
        """Stores the use of the checked passkey, which stops a recovery; the owner is told of a doubt as in `locked`.

        The caller holds the lock on the owner's row. Raises: WrongPasskey (removed in the meantime), CopiedPasskey.
        """
        passkey = await work.passkeys.get(checked.passkey.id)
        if passkey is None:
            raise WrongPasskey
        if passkey.is_doubted(checked.sign_count):
            if not passkey.is_synced:
                raise CopiedPasskey
            await work.outbox.add([PasskeyDoubted(user_id=passkey.user_id, request_id=self.ids.new())])
        await work.passkeys.save(passkey.used(checked.sign_count, self.clock.now()))
        await stop_recovery(work, passkey.user_id, RecoveryActor.SYSTEM, self.clock.now())
