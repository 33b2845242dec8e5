"""Registers a user with an identity of a provider."""

from datetime import date
from typing import Annotated, Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.identity.errors import TooYoung
from hushroom_domain.identity.model import ProvedIdentity
from hushroom_domain.identity.policy import LANGUAGE, NAME, TOKEN
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.rules.email_addresses import EMAIL
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper
from hushroom_domain.identity.services.identity_accounts import IdentityAccounts
from hushroom_domain.identity.services.registration import ProfileEntries, Registration
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import DeclaredInput
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.ports import Begin
from hushroom_domain.shared.time import ZONE

S = TypeVar("S")


@frozen
class RegisterByProvider(Generic[S]):
    """Creates the account of an adult with the proved identity of an attempt, without a password; signs in.

    The address is the provider's unless another one is given, and verified only if the provider has verified that one.
    The date of birth of a person who is too young ends the attempt, so that another date is not tried. The client that
    registers is known from then on.

    Raises: ValidationFailed, ProviderProofInvalid (no identity waits, or not any more), TooYoung, EmailTaken,
    IdentityTaken.
    """

    begin: Begin[IdentityWork]
    keeper: AttemptKeeper
    accounts: IdentityAccounts
    registration: Registration
    signer: Signer[S]
    attempts: AttemptGuard

    @frozen(kw_only=True)
    class Command(DeclaredInput):
        """Beside the date of birth, the entries that replace those of the provider."""

        attempt: Annotated[str, TOKEN] = field(repr=False)
        date_of_birth: Annotated[date, BoundedElsewhere("birth_problem")]
        email: Annotated[str | None, EMAIL] = None
        first_name: Annotated[str | None, NAME] = None
        last_name: Annotated[str | None, NAME] = None
        display_name: Annotated[str | None, NAME] = None
        preferred_language: Annotated[str, LANGUAGE] = "en"
        timezone: Annotated[str, ZONE] = "UTC"

    async def __call__(self, command: Command) -> S:
        command.validate(self.registration.birth_problem(command.date_of_birth))
        waiting = await self.keeper.held(command.attempt)
        try:
            user = self.registration.checked_profile(_entries(command, waiting), waiting)
        except TooYoung:
            async with self.begin() as work:
                await self.keeper.take(work, command.attempt)
            raise
        async with self.begin() as work:
            await self.registration.add(work, user)
            proved = await self.keeper.take(work, command.attempt)
            await self.accounts.link(work, user, proved)
            signed_in = await self.signer.sign_in(work, user, is_told=False)
            await self.registration.announce(work, user)
        await self.attempts.know(user)
        return signed_in


def _entries(command: RegisterByProvider.Command, proved: ProvedIdentity) -> ProfileEntries:
    return ProfileEntries(
        email=command.email or proved.email or "",
        date_of_birth=command.date_of_birth,
        first_name=command.first_name or proved.first_name,
        last_name=command.last_name or proved.last_name,
        display_name=command.display_name or command.first_name or proved.first_name,
        preferred_language=command.preferred_language,
        timezone=command.timezone,
    )
