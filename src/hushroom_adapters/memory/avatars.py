"""Avatars in memory."""

from collections.abc import Mapping

from attrs import define, field, frozen

from hushroom_domain.identity.errors import AvatarStorageUnavailable, AvatarUnsupported
from hushroom_domain.identity.policy import AVATAR_SIZES


@frozen
class PlainAvatarEncoder:
    """Implements `AvatarEncoder` without reading pictures: takes files that begin with `picture`, unchanged."""

    async def encode(self, data: bytes) -> Mapping[int, bytes]:
        if not data.startswith(b"picture"):
            raise AvatarUnsupported
        return dict.fromkeys(AVATAR_SIZES, data)


@define(eq=False)
class MemoryAvatarStore:
    """Implements `AvatarStore`; `kept` and `withheld` hold the renditions by name.

    While `is_down` is True, every call fails.
    """

    kept: dict[str, dict[int, bytes]] = field(factory=dict)
    withheld: dict[str, dict[int, bytes]] = field(factory=dict)
    is_down: bool = False

    async def put(self, name: str, renditions: Mapping[int, bytes]) -> None:
        self._check()
        self.kept[name] = dict(renditions)

    async def get(self, name: str, size: int) -> bytes | None:
        self._check()
        return self.kept.get(name, {}).get(size)

    async def withhold(self, name: str) -> None:
        self._check()
        if name in self.kept:
            self.withheld[name] = self.kept.pop(name)

    async def restore(self, name: str) -> None:
        self._check()
        if name in self.withheld:
            self.kept[name] = self.withheld.pop(name)

    async def remove(self, name: str) -> None:
        self._check()
        self.kept.pop(name, None)
        self.withheld.pop(name, None)

    def _check(self) -> None:
        if self.is_down:
            raise AvatarStorageUnavailable
