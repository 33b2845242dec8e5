"""Revocation: the one place where the rights of a user to act end, within the transaction that ends their reason."""

from datetime import datetime

from hushroom_domain.identity.events import AccessEnded, AccountClosed
from hushroom_domain.identity.model import GRANTS_SIGN_IN, TokenPurpose, User
from hushroom_domain.identity.ports import RevocationWork
from hushroom_domain.shared.ids import FamilyId, UserId


async def end_rights(work: RevocationWork, user: User, now: datetime) -> None:
    """Ends every sign-in of `user`, and the mailed tokens that would let somebody sign in.

    `user` is the user after the change. An account that is closed by it loses every mailed token. The caller holds the
    lock on the user's row, so that a right is granted either before, and ends here, or after.
    """
    await work.refresh_tokens.revoke_all(user.id, now)
    await work.one_time_tokens.revoke(user.id, GRANTS_SIGN_IN if user.is_enabled else frozenset(TokenPurpose), now)
    await work.outbox.add([AccessEnded(user.id)] if user.is_enabled else [AccessEnded(user.id), AccountClosed(user.id)])


async def end_sign_in(work: RevocationWork, user_id: UserId, family_id: FamilyId, now: datetime) -> None:
    """Ends one sign-in of a user, with its refresh tokens, access tokens and connections.

    The caller holds the lock on the user's row and on none of the tokens: whoever revokes several locks the user first,
    so that two of them never wait for each other in a circle.
    """
    await work.refresh_tokens.revoke_family(family_id, now)
    await work.outbox.add([AccessEnded(user_id)])
