"""The replacement of a password, after the proof of an old one or of the address."""

from datetime import datetime

from hushroom_domain.identity.model import PasswordCredential, User
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_rights


async def replace_password(work: IdentityWork, user: User, password_hash: str, now: datetime) -> User:
    """Stores a password of a user whose row is locked, and ends every right that an older one gave; returns the user.

    A user without a password has one from then on.
    """
    changed = user.with_changed_credentials(now)
    await work.users.save(changed)
    await work.password_credentials.put(
        PasswordCredential(user_id=user.id, password_hash=password_hash, changed_at=now)
    )
    await end_rights(work, changed, now)
    return changed
