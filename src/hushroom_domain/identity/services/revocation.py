"""Revocation: ends the rights of a user within the transaction that ends the reason of these rights."""

from datetime import datetime

from hushroom_domain.identity.events import AccessEnded, AccountClosed
from hushroom_domain.identity.model import ABOUT_ADDRESS, GRANTS_SIGN_IN, User
from hushroom_domain.identity.ports import RevocationWork
from hushroom_domain.identity.services.addresses import cancel_change
from hushroom_domain.identity.services.recovery_stop import stop_recovery
from hushroom_domain.identity.state_machine import RecoveryActor
from hushroom_domain.shared.ids import FamilyId, UserId


async def end_rights(work: RevocationWork, user: User, now: datetime) -> None:
    """Ends every sign-in of `user`, and revokes the mailed tokens that allow signing in.

    Sign-ins that wait for a second factor end as well, and so do a change of address that is not confirmed and the
    recovery of lost second factors. `user` is the user after the change. All mailed tokens of an account that is not
    enabled any more are revoked, except those that undo a change of address: whoever took an account over could else
    keep it by deleting it. The caller holds the lock on the user's row, so that a right is granted either earlier, and
    ends here, or later.
    """
    await work.refresh_tokens.revoke_all(user.id, now)
    await work.browser_sign_ins.revoke_all(user.id, now)
    await work.devices.remove_all(user.id)
    await work.second_factor_challenges.remove_all(user.id)
    await stop_recovery(work, user.id, RecoveryActor.SYSTEM, now)
    await work.sign_in_rights.end_all(user.id)
    await work.one_time_tokens.revoke(user.id, GRANTS_SIGN_IN if user.is_enabled else ABOUT_ADDRESS, now)
    await cancel_change(work, user.id, now)
    await work.outbox.add([AccessEnded(user.id)] if user.is_enabled else [AccessEnded(user.id), AccountClosed(user.id)])


async def end_other_sign_ins(work: RevocationWork, user_id: UserId, kept: FamilyId | None, now: datetime) -> None:
    """Ends every sign-in of a user but `kept`, and forgets their devices; sign-ins without their second factor too.

    The caller holds the lock on the user's row.
    """
    await work.refresh_tokens.revoke_all(user_id, now, kept)
    await work.browser_sign_ins.revoke_all(user_id, now, kept)
    await work.devices.remove_all(user_id, kept)
    await work.second_factor_challenges.remove_all(user_id)
    await work.sign_in_rights.end_all(user_id, kept)
    await work.outbox.add([AccessEnded(user_id)])


async def end_browsers(work: RevocationWork, user_id: UserId, now: datetime) -> None:
    """Ends every browser sign-in of a user who becomes an administrator: no older cookie has the new rights.

    The caller holds the lock on the user's row.
    """
    await work.browser_sign_ins.revoke_all(user_id, now)
    await work.outbox.add([AccessEnded(user_id)])


async def end_sign_in(work: RevocationWork, user_id: UserId, family_id: FamilyId, now: datetime) -> None:
    """Ends one sign-in of a user, with its refresh tokens or its cookie, its access tokens and its connections.

    The caller holds the lock on the user's row and on none of the tokens: a transaction that revokes several tokens
    locks the user first, so that two such transactions cannot deadlock.
    """
    await work.refresh_tokens.revoke_family(family_id, now)
    await work.browser_sign_ins.revoke(family_id, now)
    await work.sign_in_rights.end_family(family_id)
    await work.outbox.add([AccessEnded(user_id)])
