"""A transaction needs few round trips and is still atomic."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from attrs import evolve
from sqlalchemy import text

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import PostgresWork, begin
from hushroom_domain.administration.queries import AuditSearch
from hushroom_domain.goals.errors import GoalExists
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.reactions import names_for
from hushroom_domain.shared.paging import Window
from tests.support.builders import a_goal, a_session, a_user, an_act, an_id
from tests.support.contracts.storage import PostgresStorage
from tests.support.counting import CountingDatabase


@pytest.fixture
def counting(database: Database) -> CountingDatabase:
    return CountingDatabase(database)


@pytest.fixture
def begin_counted(counting: CountingDatabase) -> Callable[[], AbstractAsyncContextManager[PostgresWork]]:
    return begin(counting, names_for)  # type: ignore[arg-type]  # it has what is used of a database


async def acts(kept: PostgresStorage) -> int:
    return (await kept.queries.admin.audit_logs(Window(take=10), AuditSearch())).total


async def test_a_write_with_its_notes_is_one_statement(
    kept: PostgresStorage,
    begin_counted: Callable[[], AbstractAsyncContextManager[PostgresWork]],
    counting: CountingDatabase,
) -> None:
    user = await kept.user()
    async with begin_counted() as work:
        await work.sessions.add(a_session(seeker_id=user.id))
        await work.audit.add(an_act(actor_id=user.id))
        await work.outbox.add([PaymentActionRequired(an_id())])
    assert (counting.asked, counting.begun) == (1, 0)
    assert await acts(kept) == 1


async def test_a_step_takes_the_lock_and_then_one_statement(
    kept: PostgresStorage,
    begin_counted: Callable[[], AbstractAsyncContextManager[PostgresWork]],
    counting: CountingDatabase,
) -> None:
    session = await kept.session()
    async with begin_counted() as work:
        found = await work.sessions.lock(session.id)
        await work.sessions.save(evolve(found, room_name="here"))
        await work.audit.add(an_act(actor_id=session.seeker_id))
        await work.outbox.add([PaymentActionRequired(an_id())])
    assert (counting.asked, counting.begun) == (2, 1)


async def test_nothing_to_do_is_no_statement(
    begin_counted: Callable[[], AbstractAsyncContextManager[PostgresWork]], counting: CountingDatabase
) -> None:
    async with begin_counted() as work:
        await work.outbox.add([])
    assert (counting.asked, counting.begun) == (0, 0)


async def test_notes_alone_are_written(kept: PostgresStorage) -> None:
    async with kept.begin() as work:
        await work.audit.add(an_act())
        await work.audit.add(an_act())
    assert await acts(kept) == 2


async def test_what_was_written_is_there_for_the_next_question(kept: PostgresStorage) -> None:
    user = a_user()
    async with kept.begin() as work:
        await work.users.add(user)
        assert await work.users.get(user.id) == user
        await work.users.save(evolve(user, display_name="Nour"))
        assert (await work.users.lock(user.id)).display_name == "Nour"
        await work.users.save(evolve(user, display_name="Noor"))
    profile = await kept.queries.users.profile(user.id)
    assert profile is not None
    assert profile.user.display_name == "Noor"


async def test_what_the_database_refuses_at_the_end_leaves_no_notes(kept: PostgresStorage) -> None:
    user = await kept.user()

    async def register_again() -> None:
        async with kept.begin() as work:
            await work.audit.add(an_act(actor_id=user.id))
            await work.users.add(a_user(email=user.email.upper()))

    with pytest.raises(EmailTaken):
        await register_again()
    assert await acts(kept) == 0


@pytest.mark.parametrize("asks_first", [False, True])
async def test_a_block_that_raises_writes_nothing(kept: PostgresStorage, asks_first: bool) -> None:
    session = await kept.session()

    async def fail() -> None:
        async with kept.begin() as work:
            if asks_first:
                await work.sessions.lock(session.id)
            await work.goals.add(a_goal(session_id=session.id))
            await work.audit.add(an_act())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with kept.begin() as work:
        assert await work.goals.of_session(session.id) is None
    assert await acts(kept) == 0


async def test_what_is_not_kept_cannot_be_saved(kept: PostgresStorage) -> None:
    async def save() -> None:
        async with kept.begin() as work:
            await work.audit.add(an_act())
            await work.sessions.save(a_session())

    with pytest.raises(AssertionError, match="only what is kept"):
        await save()
    assert await acts(kept) == 0


async def test_the_error_of_a_buffered_write_surfaces_at_the_next_read(kept: PostgresStorage) -> None:
    goal = a_goal(session_id=(await kept.session()).id)
    reached: list[str] = []

    async def add_twice() -> None:
        async with kept.begin() as work:
            await work.goals.add(goal)
            await work.goals.add(a_goal(session_id=goal.session_id))
            reached.append("after the write")
            await work.goals.of_session(goal.session_id)
            reached.append("after the read")

    with pytest.raises(GoalExists):
        await add_twice()
    assert reached == ["after the write"]


async def test_the_error_of_a_buffered_write_surfaces_at_the_next_write(kept: PostgresStorage) -> None:
    goal = a_goal(session_id=(await kept.session()).id)
    reached: list[str] = []

    async def add_twice() -> None:
        async with kept.begin() as work:
            await work.goals.add(goal)
            await work.goals.add(a_goal(session_id=goal.session_id))
            reached.append("after the write")
            await work.audit.add(an_act())
            reached.append("after an appended row")
            await work.sessions.add(a_session(seeker_id=an_id()))
            reached.append("after the next write")

    with pytest.raises(GoalExists):
        await add_twice()
    assert reached == ["after the write", "after an appended row"]


async def test_the_error_of_the_last_write_surfaces_at_the_end_of_the_block(kept: PostgresStorage) -> None:
    goal = a_goal(session_id=(await kept.session()).id)
    async with kept.begin() as work:
        await work.goals.add(goal)
    reached: list[str] = []

    async def add_again() -> None:
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=goal.session_id))
            await work.audit.add(an_act())
            reached.append("the end of the block")

    with pytest.raises(GoalExists):
        await add_again()
    assert reached == ["the end of the block"]
    assert await acts(kept) == 0


async def test_an_entry_that_is_not_stored_costs_what_an_entry_costs(
    kept: PostgresStorage,
    begin_counted: Callable[[], AbstractAsyncContextManager[PostgresWork]],
    counting: CountingDatabase,
) -> None:
    async with begin_counted() as work:
        await work.audit.add_nothing()
    without = (counting.asked, counting.begun)
    async with begin_counted() as work:
        await work.audit.add(an_act())
    assert (counting.asked, counting.begun) == tuple(2 * number for number in without)
    assert without[0] == 1
    assert await acts(kept) == 1
    async with begin_counted() as work:
        await work.audit.add_nothing()
        found = await work.audit.transaction.row(text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL"))
    assert found == (True,), "the commit is written to the disk, as with an entry"
