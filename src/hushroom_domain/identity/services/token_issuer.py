"""The issuer of the token pair that registration, login and refresh return."""

from attrs import field, frozen

from hushroom_domain.identity.model import RefreshToken, User
from hushroom_domain.identity.ports import AccessTokens, IdentityWork, OpaqueTokens
from hushroom_domain.shared.ids import FamilyId, TokenId
from hushroom_domain.shared.ports import Clock, Ids


@frozen
class SignedIn:
    """A user and their new tokens; the refresh token is returned once and stored as a digest only."""

    user: User
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@frozen
class TokenIssuer:
    """Issues a pair of tokens within the caller's transaction."""

    clock: Clock
    ids: Ids
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens

    async def sign_in(self, work: IdentityWork, user: User, family: FamilyId | None = None) -> SignedIn:
        """Stores a new refresh token of `family`, a new one by default, and signs an access token of that sign-in."""
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
