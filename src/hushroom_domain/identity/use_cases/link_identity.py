"""Adds an identity of a provider to the user's own account."""

from attrs import frozen

from hushroom_domain.identity.errors import IdentityTaken, InactiveAccount, ProviderProofInvalid
from hushroom_domain.identity.model import KeptAttempt, LinkedIdentity, User
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper, ProviderReturn
from hushroom_domain.identity.services.identity_accounts import IdentityAccounts
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin


@frozen
class LinkIdentity:
    """Adds the identity that the answer to an attempt of this user proves; an identity that the user has stays.

    Raises: ValidationFailed, ProviderProofInvalid (also after a change of the credentials since the attempt began),
    ProviderDeclined, UnknownProvider, SignInProviderUnavailable, IdentityTaken, InactiveAccount, UserNotFound.
    """

    begin: Begin[IdentityWork]
    keeper: AttemptKeeper
    accounts: IdentityAccounts

    Command = ProviderReturn

    async def __call__(self, user_id: UserId, command: ProviderReturn) -> LinkedIdentity:
        answered = await self.keeper.answered(command, user_id)
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            _require_lasting(user, answered.kept)
            await work.provider_attempts.remove(answered.kept.id)
            proved = answered.proved
            found = await work.linked_identities.by_subject(proved.provider, proved.subject)
            if found is None:
                found = await self.accounts.link(work, user, proved)
                await self.accounts.announce_link(work, found)
            elif found.user_id != user_id:
                raise IdentityTaken
        return found


def _require_lasting(user: User, kept: KeptAttempt) -> None:
    """Refuses an attempt of a closed account, or of a sign-in that a change of the credentials has ended since."""
    if not user.is_enabled:
        raise InactiveAccount
    if user.credentials_changed_at is not None and user.credentials_changed_at >= kept.created_at:
        raise ProviderProofInvalid
