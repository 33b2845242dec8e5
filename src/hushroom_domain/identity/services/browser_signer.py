"""The beginning of browser sign-ins."""

from attrs import field, frozen

from hushroom_domain.identity.model import BrowserSignIn, User
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.device_notes import DeviceNotes
from hushroom_domain.shared.ids import FamilyId
from hushroom_domain.shared.ports import Clock, Ids


@frozen
class SignedInBrowser:
    """A user whose browser has signed in; the secret is for its cookie, and stored as a digest only.

    `device_token` is for a cookie that stays after signing out.
    """

    user: User
    secret: str = field(repr=False)
    device_token: str = field(repr=False)


@frozen
class BrowserSigner:
    """Begins browser sign-ins within the caller's transaction."""

    clock: Clock
    ids: Ids
    opaque_tokens: OpaqueTokens
    devices: DeviceNotes

    async def sign_in(
        self,
        work: IdentityWork,
        user: User,
        following: str = "",
        known_as: FamilyId | None = None,
        *,
        is_told: bool = True,
        has_shown_factor: bool = False,
    ) -> SignedInBrowser:
        """Stores a new sign-in of the user's browser; `following` is its secret, a random one without it.

        A secret that is given has to be as hard to guess as a random one. `known_as` is the id of the device if it was
        known before. The owner is told of a new one unless `is_told` is False.
        """
        secret = following or self.opaque_tokens.new()
        is_known = known_as is not None or not is_told
        device = await self.devices.begin(
            work, FamilyId(self.ids.new()), user.id, is_known=is_known, has_shown_factor=has_shown_factor
        )
        await work.browser_sign_ins.add(
            BrowserSignIn.begun(
                sign_in_id=device.id,
                user_id=user.id,
                digest=self.opaque_tokens.digest(secret),
                now=self.clock.now(),
            )
        )
        return SignedInBrowser(user, secret, self.devices.token_of(device, known_as))
