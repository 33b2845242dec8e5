"""Find out who asks."""

from attrs import frozen

from hushroom_domain.accounts.errors import InactiveAccount
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.accounts.ports import AccessTokens
from hushroom_domain.accounts.queries import UserViews
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Clock


@frozen
class Authenticate:
    """Turn an access token into a viewer, with the role of this very moment.

    Refuses with `InvalidToken`, `ExpiredToken` and, for deactivated and deleted users, `InactiveAccount`.
    """

    clock: Clock
    access_tokens: AccessTokens
    views: UserViews

    def claimant(self, token: str) -> UserId:
        """Whose token it is, without a look at whether they still may enter: for questions that see that themselves."""
        return self.access_tokens.read(token, self.clock.now())

    def seconds_left(self, token: str) -> float:
        """How long this token, which is good now, stays so."""
        return (self.access_tokens.expires_at(token) - self.clock.now()).total_seconds()

    async def __call__(self, token: str) -> Viewer:
        viewer = await self.views.viewer(self.claimant(token))
        if viewer is None:
            raise InactiveAccount
        return viewer
