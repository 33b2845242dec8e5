"""Rooms after their sessions: participants with valid tokens are removed, and rooms of other systems stay."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.media.errors import MediaUnavailable, NoRoom
from hushroom_domain.media.policy import SWEPT_AT_ONCE, TOKEN_LIFETIME
from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.media.use_cases.delete_room import DeleteRoom
from hushroom_domain.media.use_cases.enter_room import EnterRoom
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.rules.room_names import room_name_of
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.builders import an_id
from tests.support.relayed_rooms import RelayedRooms
from tests.support.worlds import World


async def ended(world: World, session: Session) -> None:
    await world.move(session, session.seeker_id, SessionAction.END)


async def abandoned(world: World, _: Session) -> None:
    world.after(hours=4, minutes=1)
    await world.app.sessions.close_stale()


async def ready_with_room(world: World) -> Session:
    session = await world.ready(await world.companion())
    await world.app.media.create_room(CreateRoom.Command(session.seeker_id, session.id))
    return session


async def over(world: World) -> Session:
    """Returns a session that was cancelled after both participants had joined its room."""
    session = await ready_with_room(world)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    return session


def inside(world: World) -> dict[str, set[str]]:
    return world.platform.rooms.inside


@pytest.mark.parametrize("over", [ended, abandoned])
async def test_the_end_puts_everybody_out(
    world: World,
    over: Callable[[World, Session], Coroutine[Any, Any, None]] | Callable[[Any, Any], Coroutine[Any, Any, None]],
) -> None:
    session = await world.running(await world.companion())
    await world.settle()
    name = room_name_of(session.id)
    for user_id in (session.seeker_id, session.companion_user_id):
        world.platform.rooms.enter(name, str(user_id))
    await over(world, session)
    await world.settle()
    assert inside(world) == {}


async def test_a_room_that_a_party_had_closed_is_closed_at_the_end_when_an_old_token_opened_it_again(
    world: World,
) -> None:
    session = await ready_with_room(world)
    await world.app.media.delete_room(DeleteRoom.Command(session.seeker_id, session.id))
    world.platform.rooms.enter(room_name_of(session.id), str(session.seeker_id))
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert inside(world) == {}


async def test_whoever_comes_back_after_the_end_is_put_out_however_often(world: World) -> None:
    session = await over(world)
    for _ in range(3):
        world.platform.rooms.enter(room_name_of(session.id), str(session.seeker_id))
        await world.app.media.receive_notice(room_name_of(session.id))
        await world.settle()
        assert inside(world) == {}


async def test_a_notice_of_a_running_session_closes_nothing(world: World) -> None:
    session = await world.running(await world.companion())
    await world.settle()
    await world.app.media.receive_notice(room_name_of(session.id))
    await world.settle()
    assert room_name_of(session.id) in inside(world)


async def test_a_notice_of_a_room_that_is_opened_at_this_moment_closes_nothing(world: World) -> None:
    """The media server's notice can arrive before the room is stored, so the reaction reads the session again."""
    session = await world.ready(await world.companion())

    class NoticedMeanwhile(RelayedRooms):
        async def open(self, name: str, **limits: int) -> None:
            await super().open(name, **limits)
            await world.app.media.receive_notice(name)

    create_room = evolve(world.app.media.create_room, rooms=NoticedMeanwhile(world.platform.rooms))
    name = await create_room(CreateRoom.Command(session.seeker_id, session.id))
    await world.settle()
    assert name in inside(world)


@pytest.mark.parametrize("name", ["lobby", "session-", "session-17", "", f"session-{an_id()}", str(an_id())])
async def test_rooms_of_others_are_left_alone(world: World, name: str) -> None:
    await over(world)
    world.platform.rooms.enter(name, "somebody")
    await world.app.media.receive_notice(name)
    await world.settle()
    assert await world.app.media.sweep() == 0
    assert set(inside(world)) == {name}


async def test_a_session_that_ends_while_its_room_is_opened_leaves_no_room(world: World) -> None:
    session = await world.running(await world.companion())

    class EndedMeanwhile(RelayedRooms):
        async def open(self, name: str, **limits: int) -> None:
            await ended(world, session)
            await world.app.media.close_room(session.id)
            await super().open(name, **limits)

    await evolve(world.app.media.open_room, rooms=EndedMeanwhile(world.platform.rooms))(session.id)
    assert inside(world) == {}


async def test_the_sweep_closes_what_no_notice_told_of_and_nothing_else(world: World) -> None:
    companion = await world.companion(capacity=2)
    running = await world.running(companion)
    await world.settle()
    lost = [await over(world) for _ in range(2)]
    for session in lost:
        world.platform.rooms.enter(room_name_of(session.id), str(session.seeker_id))
    assert await world.app.media.sweep() == 2
    assert set(inside(world)) == {room_name_of(running.id)}
    assert await world.app.media.sweep() == 0


async def test_one_sweep_closes_so_many_and_the_next_goes_on(world: World) -> None:
    session = await over(world)
    copies = [evolve(session, id=an_id()) for _ in range(SWEPT_AT_ONCE + 1)]
    for copy in copies:
        world.platform.store.tables.sessions.put(copy.id, await over_copy(world, session, copy))
        world.platform.rooms.enter(room_name_of(copy.id), "somebody")
    assert await world.app.media.sweep() == SWEPT_AT_ONCE
    assert await world.app.media.sweep() == 1
    assert inside(world) == {}


async def over_copy(world: World, session: Session, copy: Session) -> Session:
    return evolve(await world.session(session.id), id=copy.id)


async def test_a_sweep_without_the_media_server_says_so(world: World) -> None:
    world.platform.rooms.is_down = True
    with pytest.raises(MediaUnavailable):
        await world.app.media.sweep()


async def test_a_token_lives_for_minutes_and_is_not_given_after_the_end(world: World) -> None:
    session = await ready_with_room(world)
    enter = EnterRoom.Command(session.seeker_id, session.id)
    admission = await world.app.media.enter_room(enter)
    assert admission.token.endswith(f":{int(TOKEN_LIFETIME.total_seconds())}")
    assert TOKEN_LIFETIME.total_seconds() <= 600
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    with pytest.raises(NoRoom):
        await world.app.media.enter_room(enter)
