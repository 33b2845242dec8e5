"""Exchanges a refresh token for a new pair."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import InvalidRefreshToken, JustRotated, ReusedRefreshToken
from hushroom_domain.identity.model import RefreshToken, TokenState
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.revocation import end_sign_in
from hushroom_domain.identity.services.token_issuer import SignedIn, TokenIssuer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RefreshTokenPair:
    """Exchanges a refresh token, which works once, for a new pair; of simultaneous uses exactly one gets the pair.

    Raises: ValidationFailed, InvalidRefreshToken (also for a user who must have a second factor, where none was shown
    in the sign-in), JustRotated (a second use within ten seconds, without effect), ReusedRefreshToken (a later second
    use, which ends the sign-in).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    signing_in: TokenIssuer
    duty: FactorDuty

    @frozen
    class Command(ValidatedInput):
        refresh_token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> SignedIn:
        async with self.begin() as work:
            token = await work.refresh_tokens.lock(self.opaque_tokens.digest(command.refresh_token))
            if token is None:
                raise InvalidRefreshToken
            state = token.state(self.clock.now())
            if state is TokenState.GOOD:
                return await self._rotate(work, token)
        if state is TokenState.JUST_ROTATED:
            raise JustRotated
        if state is not TokenState.REUSED:
            raise InvalidRefreshToken
        await self._end(token)
        raise ReusedRefreshToken

    async def _end(self, token: RefreshToken) -> None:
        """Ends the sign-in in a transaction of its own, which holds no lock on a token yet."""
        async with self.begin() as work:
            await work.users.lock(token.user_id)
            await end_sign_in(work, token.user_id, token.family_id, self.clock.now())

    async def _rotate(self, work: IdentityWork, token: RefreshToken) -> SignedIn:
        user = await work.users.get(token.user_id)
        if user is None or not user.is_enabled:
            raise InvalidRefreshToken
        if not await self.duty.is_met(work, user.role, token.family_id):
            raise InvalidRefreshToken
        await work.refresh_tokens.save(token.used(self.clock.now()))
        return await self.signing_in.renew(work, user, token)
