"""The addresses of accounts: which are free, and the end of a change of address."""

from datetime import datetime

from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.ports import IdentityWork, RevocationWork
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.shared.ids import UserId


async def holder_of(work: IdentityWork, address: EmailAddress, now: datetime) -> UserId | None:
    """Returns the user who has an address, or who gave it up and can still take it back; None for a free one.

    Both are looked for every time, so that each answer takes as long.
    """
    user = await work.users.by_email(address)
    keeper = await work.email_changes.kept_for(address.key, now)
    return user.id if user is not None else keeper


async def require_not_kept(work: IdentityWork, key: str | None, user_id: UserId, now: datetime) -> None:
    """Refuses an address that another user gave up and can still take back; called after the address was stored.

    Another transaction that moves that user commits before this one stores the address, or after this one, which then
    keeps it. Raises: EmailTaken.
    """
    keeper = await work.email_changes.kept_for(key, now) if key is not None else None
    if keeper is not None and keeper != user_id:
        raise EmailTaken


async def cancel_change(work: RevocationWork, user_id: UserId, now: datetime) -> None:
    """Cancels the open change of a user's address. The caller holds the lock on the user's row."""
    change = await work.email_changes.open_of(user_id)
    if change is not None:
        await work.email_changes.save(change.cancelled(now))
