"""The ports of avatars."""

from collections.abc import Mapping
from typing import Protocol

from hushroom_domain.shared.ports import Outbox


class AvatarEncoder(Protocol):
    """Reads pictures of people outside of the event loop, in bounded memory and time."""

    async def encode(self, data: bytes) -> Mapping[int, bytes]:
        """Returns the picture as WebP by size: squares of `AVATAR_SIZES`, without any metadata.

        Of an animated picture it is the first frame. Raises: AvatarRefused, AvatarsBusy.
        """
        ...


class AvatarStore(Protocol):
    """The storage of avatars. Raises: AvatarStorageUnavailable."""

    async def put(self, name: str, renditions: Mapping[int, bytes]) -> None:
        """Stores an avatar in all its sizes."""
        ...

    async def get(self, name: str, size: int) -> bytes | None:
        """Returns an avatar in one size; None for an unknown name."""
        ...

    async def withhold(self, name: str) -> None:
        """Takes an avatar out of the reach of `get`, in all its sizes; an unknown name changes nothing."""
        ...

    async def restore(self, name: str) -> None:
        """Undoes `withhold`; an avatar that is not withheld stays as it is."""
        ...

    async def remove(self, name: str) -> None:
        """Removes an avatar in all its sizes, withheld or not; an unknown name changes nothing."""
        ...


class AvatarWork(Protocol):
    """The part of a transaction that ends the use of an avatar."""

    @property
    def outbox(self) -> Outbox: ...
