import pytest
from attrs import evolve

from hushroom_adapters.local.seeding.accounts import ACCOUNTS, PASSWORD
from hushroom_adapters.local.seeding.demo import DemoAccounts
from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.memory.ids import SequentialIds
from hushroom_adapters.memory.store import Store
from hushroom_domain.availability.model import Slot
from hushroom_domain.availability.services.overlaps import overlapping
from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.policy import NEW_PASSWORD
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from tests.support.builders import NOW
from tests.support.existing import existing


class FakeHash:
    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, password: str) -> str:
        self.asked += 1
        return f"hash of {password}"


@pytest.fixture
def world() -> tuple[Store, FakeHash, DemoAccounts]:
    clock = ManualClock()
    store, hashing = Store(clock), FakeHash()
    return store, hashing, DemoAccounts(store.begin, clock, SequentialIds(), hashing)


async def user(store: Store, email: str) -> User | None:
    async with store.begin() as work:
        return await work.users.by_email(EmailAddress.of(email, str.lower))


async def companion(store: Store, email: str) -> tuple[Companion, tuple[Slot, ...]]:
    owner = existing(await user(store, email))
    async with store.begin() as work:
        profile = await work.companions.lock_of_user(owner.id)
        return profile, await work.slots.of(profile.id)


async def test_the_six_accounts_are_there_after_the_first_time(world: tuple[Store, FakeHash, DemoAccounts]) -> None:
    store, _, seed = world
    assert await seed() == 6
    roles = {account.email: existing(await user(store, account.email)).role for account in ACCOUNTS}
    assert roles == {
        "admin@hushroom.com": UserRole.ADMIN,
        "user1@hushroom.com": UserRole.USER,
        "user2@hushroom.com": UserRole.USER,
        "companion1@hushroom.com": UserRole.COMPANION,
        "companion2@hushroom.com": UserRole.COMPANION,
        "companion3@hushroom.com": UserRole.COMPANION,
    }


@pytest.mark.parametrize(
    ("number", "tier"), [(1, CompanionTier.STANDARD), (2, CompanionTier.VERIFIED), (3, CompanionTier.EXPERT)]
)
async def test_the_companions_can_be_booked_at_once(
    world: tuple[Store, FakeHash, DemoAccounts], number: int, tier: CompanionTier
) -> None:
    store, _, seed = world
    await seed()
    profile, slots = await companion(store, f"companion{number}@hushroom.com")
    assert (profile.type, profile.is_approved, profile.is_online) == (tier, True, True)
    assert profile.expertise_tags
    assert profile.base_rate
    assert slots
    assert not overlapping(slots, NOW)


async def test_all_share_one_hash_of_the_demo_password(world: tuple[Store, FakeHash, DemoAccounts]) -> None:
    store, hashing, seed = world
    await seed()
    assert hashing.asked == 1
    users = [existing(await user(store, account.email)) for account in ACCOUNTS]
    async with store.begin() as work:
        hashes = {existing(await work.password_credentials.get(one.id)).password_hash for one in users}
    assert hashes == {f"hash of {PASSWORD}"}
    assert NEW_PASSWORD.wrong(PASSWORD) is None


async def test_a_second_time_adds_nothing_and_hashes_nothing(world: tuple[Store, FakeHash, DemoAccounts]) -> None:
    _, hashing, seed = world
    await seed()
    assert await seed() == 0
    assert hashing.asked == 1


async def test_what_somebody_changed_stays_changed(world: tuple[Store, FakeHash, DemoAccounts]) -> None:
    store, _, seed = world
    await seed()
    async with store.begin() as work:
        before = await work.users.by_email(EmailAddress.of("user1@hushroom.com", str.lower))
        await work.users.save(evolve(existing(before), display_name="Somebody else"))
    await seed()
    assert existing(await user(store, "user1@hushroom.com")).display_name == "Somebody else"


async def test_nobody_is_written_to_at_a_demo_address(world: tuple[Store, FakeHash, DemoAccounts]) -> None:
    store, _, seed = world
    await seed()
    assert not list(store.tables.outbox.values())
