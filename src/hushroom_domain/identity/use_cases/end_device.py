"""Ends one sign-in of a user."""

from attrs import frozen

from hushroom_domain.identity.errors import DeviceNotFound
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_sign_in
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class EndDevice:
    """Ends a sign-in, with its tokens or its cookie and its connections, and forgets its device.

    Raises: DeviceNotFound (also for the device of another user).
    """

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self, user_id: UserId, device_id: FamilyId) -> None:
        async with self.begin() as work:
            await work.users.lock(user_id)
            device = await work.devices.get(device_id)
            if device is None or device.user_id != user_id:
                raise DeviceNotFound
            await end_sign_in(work, user_id, device.id, self.clock.now())
            await work.devices.remove(device.id)
            await work.audit.add(act_on_oneself(AuditAction.DEVICE_END, user_id, deviceId=str(device.id)))
