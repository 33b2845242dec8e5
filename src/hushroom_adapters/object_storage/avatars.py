"""Avatars in a storage of objects."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from hushroom_adapters.object_storage.stores import ON_SERVICE, open_store
from hushroom_adapters.settings import StorageSettings
from hushroom_domain.identity.errors import AvatarStorageUnavailable

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

FOLDER, WITHHELD = "avatars", "withheld"
"""The parts of the storage that hold avatars: those that are served, and those of deleted accounts."""


class ObjectAvatars:
    """Implements `AvatarStore`: one object for each size, `avatars/<name>/<size>.webp`."""

    def __init__(self, settings: StorageSettings) -> None:
        """Opens nothing before the first picture."""
        self._settings = settings

    @cached_property
    def _store(self) -> "LocalStore | S3Store":
        return open_store(self._settings)

    async def put(self, name: str, renditions: Mapping[int, bytes]) -> None:
        import obstore

        # A folder cannot keep the headers of an object.
        attributes = ON_SERVICE if self._settings.bucket is not None else None
        with _translated():
            store = self._store
            for size, content in renditions.items():
                await obstore.put_async(
                    store,
                    _key(name, size),
                    content,
                    attributes=attributes,  # type: ignore[arg-type]  # names of headers are texts
                    use_multipart=False,
                )

    async def get(self, name: str, size: int) -> bytes | None:
        import obstore

        with _translated():
            try:
                found = await obstore.get_async(self._store, _key(name, size))
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                return None

    async def remove(self, name: str) -> None:
        """Removes whatever is stored under the name, also in sizes that only another release knows."""
        import obstore

        with _translated():
            store = self._store
            for folder in (FOLDER, WITHHELD):
                for one in await obstore.list(store, f"{folder}/{name}/").collect_async():
                    await _delete(store, one["path"])

    async def withhold(self, name: str) -> None:
        await self._move(name, FOLDER, WITHHELD)

    async def restore(self, name: str) -> None:
        await self._move(name, WITHHELD, FOLDER)

    async def _move(self, name: str, source: str, target: str) -> None:
        """Moves each size of an avatar; what another process has moved already is left alone."""
        import obstore

        with _translated():
            store = self._store
            for one in await obstore.list(store, f"{source}/{name}/").collect_async():
                size = one["path"].rpartition("/")[2]
                with suppress(FileNotFoundError):
                    await obstore.rename_async(store, one["path"], f"{target}/{name}/{size}")


async def _delete(store: "LocalStore | S3Store", path: str) -> None:
    import obstore

    try:
        await obstore.delete_async(store, path)
    except FileNotFoundError:
        return  # Another process runs the same effect.


def _key(name: str, size: int) -> str:
    return f"{FOLDER}/{name}/{size}.webp"


@contextmanager
def _translated() -> Iterator[None]:
    """Raises AvatarStorageUnavailable for every failure of the storage."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        raise AvatarStorageUnavailable from error
