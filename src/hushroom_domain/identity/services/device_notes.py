"""The notes about the devices of sign-ins, which every way of signing in and every renewal writes."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.identity.events import NewDeviceSignedIn
from hushroom_domain.identity.model import Device, KnownDevice
from hushroom_domain.identity.ports import Clients, DeviceTokens, IdentityWork
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Clock


@frozen
class DeviceNotes:
    """Stores from where sign-ins begin and are used, within the caller's transaction."""

    clock: Clock
    clients: Clients
    tokens: DeviceTokens

    async def begin(
        self,
        work: IdentityWork,
        sign_in_id: FamilyId,
        user_id: UserId,
        *,
        is_known: bool = False,
        has_shown_factor: bool = False,
    ) -> Device:
        """Stores the device of a new sign-in, and tells its owner of one that the account has not used.

        `is_known` is true when nothing is to be told: for a device that showed its token, at the registration, and
        after a change of the password at the device.
        """
        now = self.clock.now()
        begun = Device.begun(sign_in_id=sign_in_id, user_id=user_id, client=self.clients.current(), now=now)
        device = begun.with_factor(now) if has_shown_factor else begun
        is_new = not is_known and not await work.devices.has_like(device)
        await work.devices.add(device)
        if is_new:
            await work.outbox.add([_signed_in(device)])
        return device

    def token_of(self, device: Device, known_as: FamilyId | None = None) -> str:
        """Returns the token of a device on which its owner has just signed in; one that is known keeps its id."""
        known = KnownDevice(id=known_as or device.id, user_id=device.user_id, proved_at=self.clock.now())
        return self.tokens.issue(known)

    async def use(self, work: IdentityWork, sign_in_id: FamilyId, user_id: UserId, since: datetime) -> Device:
        """Notes a use of a sign-in whose row the caller has locked.

        The sign-in of a program of the version before has no device until then; it counts as begun at `since`.
        """
        now, client = self.clock.now(), self.clients.current()
        found = await work.devices.get(sign_in_id)
        if found is None:
            device = Device.begun(sign_in_id=sign_in_id, user_id=user_id, client=client, now=since).used(client, now)
            await work.devices.add(device)
            return device
        device = found.used(client, now)
        await work.devices.save(device)
        return device


def _signed_in(device: Device) -> NewDeviceSignedIn:
    return NewDeviceSignedIn(
        user_id=device.user_id,
        device_id=device.id,
        label=device.label,
        network=device.network,
        at=device.created_at,
    )
