"""The in-memory store: transactions are atomic and isolated."""

import asyncio
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory import ManualClock, Store
from hushroom_adapters.memory.table import Table
from hushroom_domain.identity.events import UserRegistered
from hushroom_domain.shared.events import Event
from tests.support.builders import a_user, an_id
from tests.support.existing import existing


@pytest.fixture
def store() -> Store:
    return Store(ManualClock())


@frozen
class EventWithoutReactions(Event):
    """An event without reactions."""

    name: ClassVar[str] = "test.unheard"


class FailureInTransaction(Exception):
    pass


async def test_what_a_block_wrote_is_there_when_it_ends(store: Store) -> None:
    user = a_user()
    async with store.begin() as work:
        await work.users.add(user)
        assert await work.users.get(user.id) == user
        assert store.tables.users.get(user.id) is None
    assert store.tables.users.get(user.id) == user


async def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    user = a_user()
    async with store.begin() as work:
        await work.users.add(user)

    async def stumble() -> None:
        async with store.begin() as work:
            await work.users.save(evolve(user, first_name="Ada"))
            await work.users.add(a_user())
            await work.outbox.add([UserRegistered(user.id)])
            raise FailureInTransaction

    with pytest.raises(FailureInTransaction):
        await stumble()
    assert list(store.tables.users.values()) == [user]
    assert store.backlog.pending == ()


async def test_transactions_take_turns_so_no_update_is_lost(store: Store) -> None:
    user = a_user(first_name="")
    async with store.begin() as work:
        await work.users.add(user)

    async def add_a_letter() -> None:
        async with store.begin() as work:
            seen = await work.users.lock(user.id)
            await asyncio.sleep(0)
            await work.users.save(evolve(seen, first_name=f"{seen.first_name}x"))

    await asyncio.gather(*(add_a_letter() for _ in range(20)))
    assert existing(store.tables.users.get(user.id)).first_name == "x" * 20


async def test_an_event_without_reactions_writes_nothing_and_one_with_two_writes_two(store: Store) -> None:
    async with store.begin() as work:
        await work.outbox.add([EventWithoutReactions(), UserRegistered(an_id())])
    rows = [(row.id, row.reaction) for row in store.backlog.pending]
    assert rows == [(1, "welcome_user"), (2, "send_verification")]


keys = st.integers(0, 4)
writes = st.lists(st.tuples(keys, st.none() | st.integers()), max_size=12)


@given(writes, writes, writes)
def test_a_draft_behaves_like_the_dictionary_it_will_become(
    before: list[tuple[int, int | None]], first: list[tuple[int, int | None]], second: list[tuple[int, int | None]]
) -> None:
    table: Table[int, int] = Table()
    model: dict[int, int] = {}
    for rows in (before, first, second):
        draft = table.draft()
        for key, row in rows:
            if row is None:
                assert draft.remove(key) == model.pop(key, None)
            else:
                draft.put(key, row)
                model[key] = row
            assert draft.get(key) == model.get(key)
            assert dict(draft.items()) == model
            assert len(draft) == len(model)
        draft.commit()
        assert dict(table.items()) == model
