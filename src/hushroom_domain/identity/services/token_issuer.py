"""The issuer of the token pair that registration, login and refresh return."""

from attrs import field, frozen

from hushroom_domain.identity.model import Device, RefreshToken, User
from hushroom_domain.identity.ports import AccessTokens, IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.device_notes import DeviceNotes
from hushroom_domain.shared.ids import FamilyId, TokenId
from hushroom_domain.shared.ports import Clock, Ids


@frozen
class SignedIn:
    """A user and their new tokens; the refresh token is returned once and stored as a digest only."""

    user: User
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@frozen
class BegunSignIn(SignedIn):
    """The tokens of a new sign-in, and the token by which the device is known from then on."""

    device_token: str = field(repr=False)


@frozen
class TokenIssuer:
    """Issues a pair of tokens within the caller's transaction."""

    clock: Clock
    ids: Ids
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens
    devices: DeviceNotes

    async def sign_in(
        self,
        work: IdentityWork,
        user: User,
        known_as: FamilyId | None = None,
        *,
        is_told: bool = True,
        has_shown_factor: bool = False,
    ) -> BegunSignIn:
        """Stores the first refresh token of a new sign-in, and signs an access token of that sign-in.

        `known_as` is the id of the device if it was known before. The owner is told of a new one unless `is_told` is
        False.
        """
        is_known = known_as is not None or not is_told
        device = await self.devices.begin(
            work, FamilyId(self.ids.new()), user.id, is_known=is_known, has_shown_factor=has_shown_factor
        )
        issued = await self._issue(work, user, device)
        token = self.devices.token_of(device, known_as)
        return BegunSignIn(issued.user, issued.access_token, issued.refresh_token, token)

    async def renew(self, work: IdentityWork, user: User, token: RefreshToken) -> SignedIn:
        """Stores the next refresh token of the sign-in of `token`, whose row the caller has locked."""
        device = await self.devices.use(work, token.family_id, token.user_id, since=token.created_at)
        return await self._issue(work, user, device)

    async def _issue(self, work: IdentityWork, user: User, device: Device) -> SignedIn:
        now = self.clock.now()
        refresh_token = self.opaque_tokens.new()
        await work.refresh_tokens.add(
            RefreshToken.issued(
                token_id=TokenId(self.ids.new()),
                family_id=device.id,
                user_id=user.id,
                digest=self.opaque_tokens.digest(refresh_token),
                now=now,
                begun_at=device.created_at,
            )
        )
        return SignedIn(user, self.access_tokens.issue(user, device.id, now), refresh_token)
