"""Contract tests of storages of avatars, which folders, services and memory all pass."""

from hushroom_domain.identity.ports import AvatarStore

NAME, OTHER = "0a" * 20, "0b" * 20
RENDITIONS = {64: b"small", 256: b"usual", 512: b"large" * 20_000}


class AvatarStoreContract:
    """Tests to inherit; the subclass defines the fixture `store`."""

    async def test_what_is_stored_can_be_read_in_each_size(self, store: AvatarStore) -> None:
        await store.put(NAME, RENDITIONS)
        assert {size: await store.get(NAME, size) for size in RENDITIONS} == RENDITIONS

    async def test_an_unknown_name_has_nothing(self, store: AvatarStore) -> None:
        await store.put(NAME, {64: b"small"})
        assert await store.get(OTHER, 64) is None
        assert await store.get(NAME, 512) is None

    async def test_a_removal_takes_every_size_and_no_other_avatar(self, store: AvatarStore) -> None:
        for name in (NAME, OTHER):
            await store.put(name, {**RENDITIONS, 1024: b"a size of another release"})
        await store.remove(NAME)
        assert [await store.get(NAME, size) for size in (*RENDITIONS, 1024)] == [None] * 4
        assert {size: await store.get(OTHER, size) for size in RENDITIONS} == RENDITIONS

    async def test_a_removal_may_be_repeated(self, store: AvatarStore) -> None:
        await store.put(NAME, RENDITIONS)
        for _ in range(2):
            await store.remove(NAME)
        assert await store.get(NAME, 64) is None

    async def test_the_same_may_be_stored_twice(self, store: AvatarStore) -> None:
        for _ in range(2):
            await store.put(NAME, RENDITIONS)
        assert await store.get(NAME, 64) == b"small"

    async def test_what_is_withheld_cannot_be_read_until_it_is_restored(self, store: AvatarStore) -> None:
        for name in (NAME, OTHER):
            await store.put(name, RENDITIONS)
        for _ in range(2):
            await store.withhold(NAME)
        assert [await store.get(NAME, size) for size in RENDITIONS] == [None] * 3
        assert {size: await store.get(OTHER, size) for size in RENDITIONS} == RENDITIONS
        for _ in range(2):
            await store.restore(NAME)
        assert {size: await store.get(NAME, size) for size in RENDITIONS} == RENDITIONS

    async def test_a_removal_takes_what_is_withheld_too(self, store: AvatarStore) -> None:
        await store.put(NAME, RENDITIONS)
        await store.withhold(NAME)
        await store.remove(NAME)
        await store.restore(NAME)
        assert await store.get(NAME, 64) is None

    async def test_an_unknown_name_is_neither_withheld_nor_restored(self, store: AvatarStore) -> None:
        await store.withhold(NAME)
        await store.restore(NAME)
        assert await store.get(NAME, 64) is None
