"""Renames a passkey."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.errors import PasskeyNotFound
from hushroom_domain.identity.model import Passkey
from hushroom_domain.identity.policy import PASSKEY_NAME
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.ids import PasskeyId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class RenamePasskey:
    """Gives a passkey of a user another name.

    Raises: ValidationFailed, PasskeyNotFound (also for the passkey of another user).
    """

    begin: Begin[IdentityWork]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        passkey_id: PasskeyId
        name: Annotated[str, PASSKEY_NAME]

    async def __call__(self, command: Command) -> Passkey:
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            found = await work.passkeys.get(command.passkey_id)
            if found is None or found.user_id != command.user_id:
                raise PasskeyNotFound
            passkey = found.named(command.name.strip())
            await work.passkeys.save(passkey)
        return passkey
