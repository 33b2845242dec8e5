"""The end of stored avatars."""

from hushroom_domain.identity.events import AvatarCheckDue
from hushroom_domain.identity.model import User
from hushroom_domain.identity.ports import AvatarWork


async def check_former(work: AvatarWork, former: User) -> None:
    """Announces that the avatar of `former` is to be removed, within the transaction that ends its use.

    `former` is the user before the change; a user without a stored avatar announces nothing.
    """
    if former.avatar_name is not None:
        await work.outbox.add([AvatarCheckDue(former.avatar_name)])
