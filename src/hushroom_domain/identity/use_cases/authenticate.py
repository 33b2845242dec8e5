"""Find out who asks."""

from attrs import frozen

from hushroom_domain.identity.errors import InactiveAccount
from hushroom_domain.identity.model import Claimant, Viewer
from hushroom_domain.identity.ports import AccessTokens
from hushroom_domain.identity.queries import ViewerQueries
from hushroom_domain.shared.ports import Clock


@frozen
class Authenticate:
    """Turn an access token into a viewer, with the role of this very moment.

    Refuses with `InvalidToken`, `ExpiredToken`, `InactiveAccount` (deactivated or deleted) and `SignInEnded`.
    """

    clock: Clock
    access_tokens: AccessTokens
    queries: ViewerQueries

    def claimant(self, token: str) -> Claimant:
        """Whose token it is, without a look at whether they still may enter: for questions that see that themselves."""
        return self.access_tokens.read(token, self.clock.now())

    def seconds_left(self, token: str) -> float:
        """How long this token, which is good now, stays so."""
        return (self.access_tokens.expires_at(token) - self.clock.now()).total_seconds()

    async def __call__(self, token: str) -> Viewer:
        claimant = self.claimant(token)
        viewer = await self.queries.viewer(claimant.user_id, claimant.sign_in_id)
        if viewer is None:
            raise InactiveAccount
        return viewer
