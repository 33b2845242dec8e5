"""Favourites: each companion once, up to a limit, and only companions that others can find."""

from functools import partial

import pytest
from attrs import evolve

from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.companions.errors import CompanionNotFound, TooManyFavourites
from hushroom_domain.companions.policy import MOST_FAVOURITES
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.companions.use_cases.drop_favourite import DropFavourite
from hushroom_domain.companions.use_cases.keep_favourite import KeepFavourite
from hushroom_domain.shared.ids import CompanionId, UserId
from tests.support.builders import NOW, an_id
from tests.support.contracts.storage import Storage, memory_storage


@pytest.fixture
def kept() -> Storage:
    return memory_storage()


async def keep(kept: Storage, user_id: UserId, companion_id: CompanionId) -> None:
    command = KeepFavourite.Command(user_id, companion_id)
    await KeepFavourite(kept.begin, ManualClock(NOW), TimeOrderedIds())(command)


async def of(kept: Storage, user_id: UserId) -> list[CompanionId]:
    async with kept.begin() as work:
        return [one.companion_id for one in await work.favourites.of_user(user_id)]


async def test_a_companion_is_kept_once_and_dropped(kept: Storage) -> None:
    user, companion = await kept.user(), await kept.companion()
    await keep(kept, user.id, companion.id)
    await keep(kept, user.id, companion.id)
    assert await of(kept, user.id) == [companion.id]
    drop = partial(DropFavourite(kept.begin), user.id, companion.id)
    await drop()
    await drop()
    assert await of(kept, user.id) == []


@pytest.mark.parametrize("status", [CompanionStatus.PENDING_REVIEW, CompanionStatus.SUSPENDED])
async def test_a_companion_whom_nobody_can_find_is_not_kept(kept: Storage, status: CompanionStatus) -> None:
    user, companion = await kept.user(), await kept.companion(status=status)
    with pytest.raises(CompanionNotFound):
        await keep(kept, user.id, companion.id)


async def test_the_companion_of_a_closed_account_is_not_kept(kept: Storage) -> None:
    user, companion = await kept.user(), await kept.companion()
    async with kept.begin() as work:
        owner = await work.users.lock(companion.user_id)
        await work.users.save(evolve(owner, is_active=False))
    with pytest.raises(CompanionNotFound):
        await keep(kept, user.id, companion.id)
    with pytest.raises(CompanionNotFound):
        await keep(kept, user.id, an_id())


async def test_an_account_keeps_a_limited_number(kept: Storage) -> None:
    user = await kept.user()
    companions = [await kept.companion() for _ in range(MOST_FAVOURITES + 1)]
    for companion in companions[:-1]:
        await keep(kept, user.id, companion.id)
    with pytest.raises(TooManyFavourites):
        await keep(kept, user.id, companions[-1].id)
    await keep(kept, user.id, companions[0].id)
    assert len(await of(kept, user.id)) == MOST_FAVOURITES
