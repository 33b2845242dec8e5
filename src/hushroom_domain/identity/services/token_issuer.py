"""Signing in: the pair of tokens that registering, logging in and refreshing hand out."""

from attrs import field, frozen

from hushroom_domain.identity.model import RefreshToken, User
from hushroom_domain.identity.ports import AccessTokens, IdentityWork, OpaqueTokens
from hushroom_domain.shared.ids import FamilyId, TokenId
from hushroom_domain.shared.ports import Clock, Ids


@frozen
class SignedIn:
    """A user and the tokens that prove it is them; the refresh token is shown once and never kept."""

    user: User
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@frozen
class TokenIssuer:
    """Hands out a pair of tokens within somebody's transaction."""

    clock: Clock
    ids: Ids
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens

    async def sign_in(self, work: IdentityWork, user: User, family: FamilyId | None = None) -> SignedIn:
        """Keep a new refresh token of `family` (a new one unless given) and sign an access token of that sign-in."""
        now = self.clock.now()
        family_id = family or FamilyId(self.ids.new())
        refresh_token = self.opaque_tokens.new()
        await work.refresh_tokens.add(
            RefreshToken.issued(
                token_id=TokenId(self.ids.new()),
                family_id=family_id,
                user_id=user.id,
                digest=self.opaque_tokens.digest(refresh_token),
                now=now,
            )
        )
        return SignedIn(user, self.access_tokens.issue(user, family_id, now), refresh_token)
