"""A stored avatar is there exactly as long as an account uses it, wherever a process dies."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hushroom_adapters.memory.avatars import MemoryAvatarStore
from hushroom_domain.identity.errors import (
    AvatarMissing,
    AvatarNotOwn,
    AvatarQuotaReached,
    AvatarStorageUnavailable,
    AvatarTooLarge,
    AvatarTooLate,
    AvatarUnsupported,
    OutsideAvatarRefused,
    UserNotFound,
)
from hushroom_domain.identity.events import AccountDeactivated, AvatarCheckDue
from hushroom_domain.identity.feature import IdentityUseCases
from hushroom_domain.identity.model import User
from hushroom_domain.identity.policy import AVATAR_MAX_BYTES, AVATAR_SIZES, RETURN_WITHIN
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.shared.quotas import Quotas
from tests.support.builders import PASSWORD
from tests.support.worlds import World, a_world

T = TypeVar("T")
PICTURE, OTHER = b"picture of a face", b"picture of another face"
OUTSIDE = "https://example.com/a.png"
ADDRESSES = AvatarAddresses("https://hushroom.test")


async def user_of(world: World, user: User) -> User:
    async with world.platform.store.begin() as work:
        return await work.users.lock(user.id)


def patch(user: User, address: str | None) -> UpdateProfile.Command:
    return UpdateProfile.Command(user_id=user.id, avatar_url=address)


async def test_a_picture_becomes_the_avatar_in_every_size(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    assert user.avatar_name is not None
    assert user.avatar_url == f"https://hushroom.test/avatars/{user.avatar_name}/256.webp"
    assert world.platform.avatars.kept == {user.avatar_name: dict.fromkeys(AVATAR_SIZES, PICTURE)}
    assert await user_of(world, user) == user


async def test_equal_pictures_have_names_of_their_own_and_end_apart(world: World) -> None:
    one, other = [await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE) for _ in range(2)]
    assert one.avatar_name != other.avatar_name
    await world.app.identity.remove_avatar(one.id)
    await world.settle()
    assert set(world.platform.avatars.kept) == {other.avatar_name}


async def test_a_new_picture_ends_the_former_one(world: World) -> None:
    former = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    user = await world.app.identity.replace_avatar(former.id, OTHER)
    await world.settle()
    assert user.avatar_name != former.avatar_name
    assert set(world.platform.avatars.kept) == {user.avatar_name}


async def test_without_an_avatar_its_removal_changes_nothing(world: World) -> None:
    user = await world.seeker()
    assert await world.app.identity.remove_avatar(user.id) == user


async def test_a_removal_ends_an_outside_avatar_too(world: World) -> None:
    user = await world.app.identity.update_profile(patch(await world.seeker(), OUTSIDE))
    assert (await world.app.identity.remove_avatar(user.id)).avatar_url is None


async def test_an_outside_address_takes_the_place_of_the_stored_avatar(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    user = await world.app.identity.update_profile(patch(user, OUTSIDE))
    await world.settle()
    assert (user.avatar_url, user.avatar_name, world.platform.avatars.kept) == (OUTSIDE, None, {})


@pytest.mark.parametrize("size", AVATAR_SIZES)
async def test_a_client_may_send_the_own_address_back(world: World, size: int) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    assert user.avatar_name is not None
    kept = await world.app.identity.update_profile(patch(user, ADDRESSES.of(user.avatar_name, size)))
    await world.settle()
    assert (kept.avatar_url, kept.avatar_name) == (user.avatar_url, user.avatar_name)
    assert set(world.platform.avatars.kept) == {user.avatar_name}


async def test_the_address_of_somebody_elses_avatar_is_refused(world: World) -> None:
    one = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    other = await world.seeker()
    with pytest.raises(AvatarNotOwn) as refusal:
        await world.app.identity.update_profile(patch(other, one.avatar_url))
    assert [problem.field for problem in refusal.value.problems] == ["avatarUrl"]
    assert (await user_of(world, other)).avatar_url is None


async def test_outside_addresses_can_be_refused_and_those_that_are_there_stay(world: World) -> None:
    before = await world.app.identity.update_profile(patch(await world.seeker(), OUTSIDE))
    strict = evolve(world.platform.ports.identity, takes_outside_avatars=False)
    app = IdentityUseCases.of(world.platform.ports, strict, world.platform.ports.queries.viewers)
    assert (await app.update_profile(patch(before, OUTSIDE))).avatar_url == OUTSIDE
    with pytest.raises(OutsideAvatarRefused):
        await app.update_profile(patch(before, "https://example.com/b.png"))
    assert (await app.update_profile(patch(before, None))).avatar_url is None


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", AvatarMissing),
        (b"picture" + bytes(AVATAR_MAX_BYTES - 6), AvatarTooLarge),
        (b"a poem", AvatarUnsupported),
    ],
)
async def test_a_refused_picture_leaves_the_account_as_it_was(
    world: World, data: bytes, refusal: type[Exception]
) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    with pytest.raises(refusal):
        await world.app.identity.replace_avatar(user.id, data)
    await world.settle()
    assert await user_of(world, user) == user
    assert set(world.platform.avatars.kept) == {user.avatar_name}


async def test_pictures_are_counted_by_the_day_with_the_refused_ones() -> None:
    world = a_world(quotas=Quotas(avatars=2))
    user, other = await world.seeker(), await world.seeker()
    await world.app.identity.replace_avatar(user.id, PICTURE)
    with pytest.raises(AvatarUnsupported):
        await world.app.identity.replace_avatar(user.id, b"a poem")
    with pytest.raises(AvatarQuotaReached):
        await world.app.identity.replace_avatar(user.id, PICTURE)
    await world.app.identity.replace_avatar(other.id, PICTURE)
    world.after(days=1)
    await world.app.identity.replace_avatar(user.id, PICTURE)


async def test_a_deleted_account_takes_no_avatar_and_has_none_when_it_is_erased(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    await world.app.identity.delete(user.id)
    await world.settle()
    assert set(world.platform.avatars.withheld) == {user.avatar_name}
    with pytest.raises(UserNotFound):
        await world.app.identity.replace_avatar(user.id, PICTURE)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    erased, store = await user_of(world, user), world.platform.avatars
    assert (erased.avatar_url, erased.avatar_name, store.kept, store.withheld) == (None, None, {}, {})


async def test_the_avatar_of_a_deleted_account_is_out_of_reach_until_its_owner_comes_back(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    store = world.platform.avatars
    await world.app.identity.delete(user.id)
    assert (await user_of(world, user)).avatar_url is None
    await world.settle()
    assert (store.kept, set(store.withheld)) == ({}, {user.avatar_name})
    assert await world.app.identity.readdress_avatars() == 0
    await world.app.identity.reactivate(ReactivateUser.Command(email=user.email, password=PASSWORD))
    await world.settle()
    back = await user_of(world, user)
    assert (back.avatar_url, set(store.kept), store.withheld) == (user.avatar_url, {user.avatar_name}, {})


async def test_an_avatar_is_where_it_belongs_although_the_storage_was_away(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    world.platform.avatars.is_down = True
    await world.app.identity.delete(user.id)
    await world.settle()
    assert set(world.platform.avatars.kept) == {user.avatar_name}
    world.platform.avatars.is_down = False
    await world.settle()
    assert set(world.platform.avatars.withheld) == {user.avatar_name}


class ReturningStore(MemoryAvatarStore):
    """A store during whose work the owner of the account comes back."""

    world: World
    email: str

    async def withhold(self, name: str) -> None:
        await super().withhold(name)
        command = ReactivateUser.Command(email=self.email, password=PASSWORD)
        await self.world.app.identity.reactivate(command)


async def test_an_owner_who_comes_back_meanwhile_has_the_avatar_again(world: World) -> None:
    store = ReturningStore()
    slow = evolve(world.platform.ports.identity, avatar_store=store)
    app = IdentityUseCases.of(world.platform.ports, slow, world.platform.ports.queries.viewers)
    user = await app.replace_avatar((await world.seeker()).id, PICTURE)
    store.world, store.email = world, user.email
    await app.delete(user.id)
    await app.place_avatar(user.id)
    assert (set(store.kept), store.withheld) == ({user.avatar_name}, {})
    assert (await user_of(world, user)).avatar_url == user.avatar_url


async def test_what_the_storage_did_not_remove_is_removed_when_it_is_back(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    world.platform.avatars.is_down = True
    await world.app.identity.remove_avatar(user.id)
    await world.settle()
    assert set(world.platform.avatars.kept) == {user.avatar_name}
    with pytest.raises(AvatarStorageUnavailable):
        await world.app.identity.replace_avatar(user.id, PICTURE)
    world.platform.avatars.is_down = False
    await world.settle()
    assert world.platform.avatars.kept == {}


class SlowStore(MemoryAvatarStore):
    """A store that takes three quarters of an hour."""

    world: World

    async def put(self, name: str, renditions: Mapping[int, bytes]) -> None:
        await super().put(name, renditions)
        self.world.after(minutes=45)


async def test_a_picture_that_may_be_removed_meanwhile_does_not_come_into_use(world: World) -> None:
    store = SlowStore()
    store.world = world
    slow = evolve(world.platform.ports.identity, avatar_store=store)
    app = IdentityUseCases.of(world.platform.ports, slow, world.platform.ports.queries.viewers)
    user = await world.seeker()
    with pytest.raises(AvatarTooLate):
        await app.replace_avatar(user.id, PICTURE)
    assert (await user_of(world, user)).avatar_name is None
    world.after(minutes=15)
    (check,) = (row.event for row in world.platform.outbox.due if isinstance(row.event, AvatarCheckDue))
    await app.delete_unused_avatar(check.avatar_name)
    assert store.kept == {}


async def test_stored_avatars_get_the_address_of_today(world: World) -> None:
    user = await world.app.identity.replace_avatar((await world.seeker()).id, PICTURE)
    outside = await world.app.identity.update_profile(patch(await world.seeker(), OUTSIDE))
    moved = evolve(
        world.platform.ports.identity, avatar_addresses=AvatarAddresses("https://hushroom.test", "https://cdn.test")
    )
    app = IdentityUseCases.of(world.platform.ports, moved, world.platform.ports.queries.viewers)
    assert [await app.readdress_avatars() for _ in range(2)] == [1, 0]
    assert (await user_of(world, user)).avatar_url == f"https://cdn.test/avatars/{user.avatar_name}/256.webp"
    assert await user_of(world, outside) == outside
    # The address of before is still that of the picture, for a client that kept it.
    kept = await app.update_profile(patch(user, user.avatar_url))
    assert kept.avatar_name == user.avatar_name


def test_only_whole_addresses_of_our_own_name_an_avatar() -> None:
    addresses, name = AvatarAddresses("https://hushroom.test", "https://cdn.test"), "0f" * 20
    assert addresses.of(name, 64) == f"https://cdn.test/avatars/{name}/64.webp"
    for origin in ("https://hushroom.test", "https://cdn.test"):
        assert {addresses.name_in(f"{origin}/avatars/{name}/{size}.webp") for size in AVATAR_SIZES} == {name}
    for address in (
        None,
        "",
        f"https://hushroom.test.example/avatars/{name}/64.webp",
        f"https://hushroom.test/avatars/{name}/65.webp",
        f"https://hushroom.test/avatars/{name}/64.webp?x",
        f"https://hushroom.test/avatars/{name.upper()}/64.webp",
        f"https://hushroom.test/avatars/../{name}/64.webp",
        f"http://hushroom.test/avatars/{name}/64.webp",
    ):
        assert addresses.name_in(address) is None


class Died(Exception):
    """The process died."""


class DyingStore(MemoryAvatarStore):
    """A store whose process dies before, while or after it stores a picture, when `dies` says so."""

    dies: str = ""

    async def put(self, name: str, renditions: Mapping[int, bytes]) -> None:
        if self.dies == "before":
            raise Died
        await super().put(name, dict(list(renditions.items())[:1]) if self.dies == "while" else renditions)
        if self.dies:
            raise Died


class Avatars(RuleBasedStateMachine):
    """Random histories of three accounts: when all effects have run, the storage holds what accounts use."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = a_world(quotas=Quotas(avatars=None))
        self.store = DyingStore()
        ports = self.world.platform.ports
        self.app = IdentityUseCases.of(ports, evolve(ports.identity, avatar_store=self.store), ports.queries.viewers)
        self.users = [self.run(self.world.seeker()).id for _ in range(3)]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def used(self) -> set[str | None]:
        async with self.world.platform.store.begin() as work:
            found = [await work.users.lock(user_id) for user_id in self.users]
        return {user.avatar_name for user in found if user.avatar_name}

    @rule(who=st.integers(0, 2), dies=st.sampled_from(["", "", "before", "while", "after"]))
    def send(self, who: int, dies: str) -> None:
        self.store.dies = dies
        try:
            self.run(self.app.replace_avatar(self.users[who], PICTURE))
        except Died:
            assert dies
        except UserNotFound:
            assert not self.run(self.user(who)).is_enabled

    async def user(self, who: int) -> User:
        async with self.world.platform.store.begin() as work:
            return await work.users.lock(self.users[who])

    @rule(who=st.integers(0, 2), address=st.sampled_from([None, OUTSIDE]))
    def change(self, who: int, address: str | None) -> None:
        self.run(self.app.update_profile(UpdateProfile.Command(user_id=self.users[who], avatar_url=address)))

    @rule(who=st.integers(0, 2))
    def remove(self, who: int) -> None:
        self.run(self.app.remove_avatar(self.users[who]))

    @rule(who=st.integers(1, 2))
    def leave(self, who: int) -> None:
        self.run(self.app.delete(self.users[who]))

    @rule(minutes=st.sampled_from([0, 20, 61]))
    def let_effects_run(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))
        self.run(self.settle())

    async def settle(self) -> None:
        for row in self.world.platform.outbox.due:
            if isinstance(row.event, AvatarCheckDue):
                await self.app.delete_unused_avatar(row.event.avatar_name)
            elif isinstance(row.event, AccountDeactivated):
                await self.app.place_avatar(row.event.user_id)

    @invariant()
    def what_is_used_is_whole(self) -> None:
        kept = self.store.kept | self.store.withheld
        assert all(set(kept[name or ""]) == set(AVATAR_SIZES) for name in self.run(self.used()))

    def teardown(self) -> None:
        self.world.clock.advance(timedelta(hours=2))
        self.run(self.settle())
        assert set(self.store.kept | self.store.withheld) == self.run(self.used())
        enabled = [user for user in map(self.run, map(self.user, range(3))) if user.is_enabled]
        assert set(self.store.kept) == {user.avatar_name for user in enabled if user.avatar_name}
        self.runner.close()


TestAvatars = Avatars.TestCase
