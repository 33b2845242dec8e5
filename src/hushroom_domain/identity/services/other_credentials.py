"""The credentials of an account beside its password: at least one that signs in stays, or all of them go."""

from datetime import datetime

from hushroom_domain.identity.errors import LastCredential
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.rules.provider_sign_ins import may_unlink
from hushroom_domain.shared.ids import UserId


async def require_another_credential(work: IdentityWork, user_id: UserId) -> None:
    """Checks that the user has more than one credential that signs in. Raises: LastCredential.

    The caller holds the lock on the user's row, so that two removals at once cannot leave none.
    """
    identities = len(await work.linked_identities.of_user(user_id))
    passwords = await work.password_credentials.get(user_id) is not None
    passkeys = len(await work.passkeys.of_user(user_id))
    if not may_unlink(identities=identities, other_credentials=passwords + passkeys):
        raise LastCredential


async def remove_other_credentials(work: IdentityWork, user_id: UserId) -> None:
    """Removes every credential of the user but the password. The caller holds the lock on the user's row."""
    for identity in await work.linked_identities.of_user(user_id):
        await work.linked_identities.remove(identity.id)
    for passkey in await work.passkeys.of_user(user_id):
        await work.passkeys.remove(passkey.id)
    await work.totp_credentials.remove(user_id)
    await work.recovery_codes.replace(user_id, ())


async def remove_credentials_since(work: IdentityWork, user_id: UserId, moment: datetime) -> None:
    """Removes the password of a user, and every other credential that was set up at `moment` or later.

    The caller holds the lock on the user's row.
    """
    await work.password_credentials.remove(user_id)
    for identity in await work.linked_identities.of_user(user_id):
        if identity.created_at >= moment:
            await work.linked_identities.remove(identity.id)
    for passkey in await work.passkeys.of_user(user_id):
        if passkey.created_at >= moment:
            await work.passkeys.remove(passkey.id)
    totp = await work.totp_credentials.get(user_id)
    if totp is not None and totp.created_at >= moment:
        await work.totp_credentials.remove(user_id)
        await work.recovery_codes.replace(user_id, ())


async def has_older_credential(work: IdentityWork, user_id: UserId, moment: datetime) -> bool:
    """Returns whether the user has a credential that signs in and was set up before a moment."""
    password = await work.password_credentials.get(user_id)
    times = [
        *([password.changed_at] if password else ()),
        *(identity.created_at for identity in await work.linked_identities.of_user(user_id)),
        *(passkey.created_at for passkey in await work.passkeys.of_user(user_id)),
    ]
    return any(time < moment for time in times)
