"""Avatars in a folder, in a bucket and in memory pass the same contract tests; outages have one error."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx
import obstore
import pytest
from attrs import evolve
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from hushroom_adapters.memory.avatars import MemoryAvatarStore
from hushroom_adapters.object_storage import ObjectAvatars
from hushroom_adapters.object_storage.stores import open_store
from hushroom_adapters.settings import StorageSettings
from hushroom_domain.identity.errors import AvatarStorageUnavailable
from hushroom_domain.identity.ports import AvatarStore
from tests.support.contracts.avatars import NAME, RENDITIONS, AvatarStoreContract
from tests.support.waiting import PATIENCE_SECONDS

BUCKETS = count(1)


class TestMemory(AvatarStoreContract):
    @pytest.fixture
    def store(self) -> AvatarStore:
        return MemoryAvatarStore()


class TestFolder(AvatarStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> AvatarStore:
        return ObjectAvatars(StorageSettings(folder=str(tmp_path / "not" / "there yet")))


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """Runs a service that speaks S3, and returns its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(service: str) -> StorageSettings:
    name = f"pictures-{next(BUCKETS)}"
    httpx.put(f"{service}/{name}", timeout=PATIENCE_SECONDS).raise_for_status()
    return StorageSettings(
        folder="", bucket=name, prefix="of/hushroom", endpoint=service, access_key="a", secret_key="b"
    )


class TestBucket(AvatarStoreContract):
    @pytest.fixture
    def store(self, bucket: StorageSettings) -> AvatarStore:
        return ObjectAvatars(bucket)


async def test_a_service_serves_pictures_as_pictures_that_never_change(bucket: StorageSettings) -> None:
    await ObjectAvatars(bucket).put(NAME, RENDITIONS)
    store = open_store(bucket)
    assert isinstance(store, S3Store)
    address = obstore.sign(store, "GET", f"avatars/{NAME}/64.webp", timedelta(minutes=1))
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        served = await client.get(address)
    assert (served.status_code, served.content) == (200, b"small")
    assert served.headers["content-type"] == "image/webp"
    assert served.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_removed_pictures_leave_no_folder_behind(tmp_path: Path) -> None:
    store = ObjectAvatars(StorageSettings(folder=str(tmp_path / "storage")))
    await store.put(NAME, RENDITIONS)
    await store.remove(NAME)
    assert list((tmp_path / "storage").rglob(f"*{NAME}*")) == []


def broken(kind: str, folder: Path, bucket: StorageSettings) -> StorageSettings:
    (folder / "file").write_text("no folder")
    return {
        "a file in place of the folder": StorageSettings(folder=str(folder / "file")),
        "no such bucket": evolve(bucket, bucket="nobody-has-made-it"),
    }[kind]


@pytest.mark.parametrize("kind", ["a file in place of the folder", "no such bucket"])
async def test_a_storage_that_does_not_work_is_an_outage(kind: str, tmp_path: Path, bucket: StorageSettings) -> None:
    store = ObjectAvatars(broken(kind, tmp_path, bucket))
    with pytest.raises(AvatarStorageUnavailable):
        await store.put(NAME, RENDITIONS)
    with pytest.raises(AvatarStorageUnavailable):
        await store.remove(NAME)
