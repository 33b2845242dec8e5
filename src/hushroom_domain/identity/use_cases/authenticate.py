"""Identifies the user behind an access token."""

from attrs import frozen

from hushroom_domain.identity.errors import InactiveAccount
from hushroom_domain.identity.model import Claimant, Viewer
from hushroom_domain.identity.ports import AccessTokens
from hushroom_domain.identity.queries import ViewerQueries
from hushroom_domain.shared.ports import Clock


@frozen
class Authenticate:
    """Returns the viewer of an access token, with the role that is stored now.

    Raises: InvalidToken, ExpiredToken, InactiveAccount (deactivated or deleted), SignInEnded.
    """

    clock: Clock
    access_tokens: AccessTokens
    queries: ViewerQueries

    def claimant(self, token: str) -> Claimant:
        """Returns the token's user id and sign-in id without checking that the account is active.

        Raises: InvalidToken, ExpiredToken.
        """
        return self.access_tokens.read(token, self.clock.now())

    def seconds_left(self, token: str) -> float:
        """Returns the seconds until a valid token expires. Raises: InvalidToken."""
        return (self.access_tokens.expires_at(token) - self.clock.now()).total_seconds()

    async def __call__(self, token: str) -> Viewer:
        claimant = self.claimant(token)
        viewer = await self.queries.viewer(claimant.user_id, claimant.sign_in_id)
        if viewer is None:
            raise InactiveAccount
        return viewer
