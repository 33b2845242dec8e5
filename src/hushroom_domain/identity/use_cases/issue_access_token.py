"""Issues an access token to a page of a signed-in browser."""

from attrs import frozen

from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.ports import AccessTokens, IdentityWork
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class IssueAccessToken:
    """Signs an access token of a browser sign-in, for scripts that open connections; it ends with the sign-in.

    Raises: UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    access_tokens: AccessTokens

    async def __call__(self, user_id: UserId, sign_in_id: FamilyId) -> str:
        async with self.begin() as work:
            user = await work.users.get(user_id)
        if user is None:
            raise UserNotFound
        return self.access_tokens.issue(user, sign_in_id, self.clock.now())
