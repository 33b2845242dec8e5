"""Reads the proved identity that waits for its person."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.model import ProvedIdentity
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper
from hushroom_domain.shared.inputs import ValidatedInput


@frozen
class ReadWaitingIdentity:
    """Returns the identity of an attempt that needs a password or a date of birth, for the form that asks for it.

    Raises: ValidationFailed, ProviderProofInvalid (none waits, or not any more).
    """

    keeper: AttemptKeeper

    @frozen
    class Command(ValidatedInput):
        attempt: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> ProvedIdentity:
        return await self.keeper.held(command.attempt)
