"""Replaces a user's own avatar by a picture that the user sends."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from hushroom_domain.identity.errors import AvatarMissing, AvatarTooLarge, AvatarTooLate, UserNotFound
from hushroom_domain.identity.events import AvatarCheckDue
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import AVATAR_CHECKED_AFTER, AVATAR_MAX_BYTES, AVATAR_STORED_WITHIN
from hushroom_domain.identity.ports import AvatarEncoder, AvatarStore, IdentityWork
from hushroom_domain.identity.rules.avatar_addresses import NAME_LENGTH, AvatarAddresses
from hushroom_domain.identity.services.avatars import check_former
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class ReplaceAvatar:
    """Stores a picture as the user's avatar, in squares of several sizes and without its metadata.

    The name of the avatar is announced before anything is stored, and the announcement removes what no account uses an
    hour later. The former avatar is removed by a reaction of the transaction that replaces it.

    Raises: AvatarRefused, AvatarQuotaReached, AvatarsBusy, AvatarStorageUnavailable, AvatarTooLate, UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    encoder: AvatarEncoder
    store: AvatarStore
    addresses: AvatarAddresses
    quota: DailyQuota

    async def __call__(self, user_id: UserId, data: bytes) -> User:
        if not data:
            raise AvatarMissing
        if len(data) > AVATAR_MAX_BYTES:
            raise AvatarTooLarge
        # Refused pictures count as well, because reading them is what costs.
        async with self.begin() as work:
            await self.quota.spend(work, user_id, self.clock.now())
        renditions = await self.encoder.encode(data)
        name = _name_of(self.ids.new(), renditions)
        announced_at = self.clock.now()
        async with self.begin() as work:
            await work.outbox.add([AvatarCheckDue(name)], due=announced_at + AVATAR_CHECKED_AFTER)
        await self.store.put(name, renditions)
        return await self._use(user_id, name, announced_at)

    async def _use(self, user_id: UserId, name: str, announced_at: datetime) -> User:
        async with self.begin() as work:
            former = await work.users.lock(user_id)
            now = self.clock.now()
            if not former.is_enabled:
                raise UserNotFound
            if now - announced_at > AVATAR_STORED_WITHIN:
                raise AvatarTooLate
            user = former.with_avatar(name, self.addresses.of(name), now)
            await work.users.save(user)
            await check_former(work, former)
        return user


def _name_of(upload_id: UUID, renditions: Mapping[int, bytes]) -> str:
    """Returns the hash of the renditions and of the upload, 160 bits of it.

    Equal pictures of two uploads have different names, so that the removal of one never takes the other away, and
    nobody can see that two accounts have the same picture.
    """
    whole = hashlib.sha256(upload_id.bytes)
    for size, content in sorted(renditions.items()):
        whole.update(b"%d\0" % size + hashlib.sha256(content).digest())
    return whole.hexdigest()[:NAME_LENGTH]
