"""Identifies the reader behind the cookie of a browser."""

from attrs import frozen

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import UserRole
from hushroom_domain.identity.policy import BROWSER_USE_NOTED_EVERY, TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.queries import BrowserViewer, ViewerQueries
from hushroom_domain.identity.services.device_notes import DeviceNotes
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class AuthenticateBrowser:
    """Returns the reader of a cookie's secret; notes the use of the sign-in at most once an hour.

    Raises: SignInEnded (also for an unknown secret, for an account that is not active, and for a user who must have a
    second factor, where none was shown in the sign-in).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    queries: ViewerQueries
    devices: DeviceNotes
    duty: FactorDuty

    async def __call__(self, secret: str) -> BrowserViewer:
        found = await self.unused(secret)
        if self.clock.now() - found.last_used_at >= BROWSER_USE_NOTED_EVERY:
            await self._note_use(self.opaque_tokens.digest(secret), found.role)
        return found

    async def unused(self, secret: str) -> BrowserViewer:
        """Returns the reader without noting a use, for what an open page does without its reader. Raises: SignInEnded.

        A page that stays open for weeks must not keep its sign-in from ending.
        """
        if TOKEN.wrong(secret):
            raise SignInEnded
        found = await self.queries.browser(self.opaque_tokens.digest(secret), self.clock.now())
        if found is None:
            raise SignInEnded
        return found

    async def _note_use(self, digest: str, role: UserRole) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            sign_in = await work.browser_sign_ins.lock(digest)
            if sign_in is not None and sign_in.works(now):
                if not await self.duty.is_met(work, role, sign_in.id):
                    raise SignInEnded
                await work.browser_sign_ins.save(sign_in.used(now))
                await self.devices.use(work, sign_in.id, sign_in.user_id, since=sign_in.created_at)
