"""The devices of sign-ins in memory."""

from collections.abc import Callable
from datetime import datetime

from attrs import define, field, frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import Client, Device
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class MemoryDevices:
    """Implements `Devices`."""

    tables: Tables

    async def add(self, device: Device) -> None:
        self.tables.devices.put(device.id, device)

    async def get(self, sign_in_id: FamilyId) -> Device | None:
        return self.tables.devices.get(sign_in_id)

    async def save(self, device: Device) -> None:
        self.tables.devices.put(device.id, device)

    async def has_like(self, device: Device) -> bool:
        looks = (device.user_id, device.label, device.network)
        return any((one.user_id, one.label, one.network) == looks for one in self.tables.devices.values())

    async def remove(self, sign_in_id: FamilyId) -> None:
        self._remove(lambda one: one.id == sign_in_id)

    async def remove_all(self, user_id: UserId, but: FamilyId | None = None) -> None:
        self._remove(lambda one: one.user_id == user_id and one.id != but)

    async def sweep(self, before: datetime) -> int:
        return self._remove(lambda one: one.last_used_at < before)

    def _remove(self, is_meant: Callable[[Device], bool]) -> int:
        meant = [one.id for one in self.tables.devices.values() if is_meant(one)]
        for one in meant:
            self.tables.devices.remove(one)
        return len(meant)


@define
class MemoryClients:
    """Implements `Clients`; `client` is that of every request from then on."""

    client: Client = field(factory=Client)

    def current(self) -> Client:
        return self.client
