"""Repeated requests: a request that carries the id of its effect returns the result of the first run."""

import pytest
from attrs import evolve

from hushroom_domain.sessions.errors import NotSessionOwner
from hushroom_domain.shared.quotas import QUOTAS
from tests.support.builders import an_id
from tests.support.worlds import World, a_world


async def test_a_booking_that_is_repeated_under_one_id_makes_one_session_and_counts_once() -> None:
    world = a_world(quotas=evolve(QUOTAS, sessions=1))
    seeker, session_id = await world.seeker(), an_id()
    first = await world.booked(seeker, session_id=session_id)
    assert first.id == session_id
    assert await world.booked(seeker, session_id=session_id) == first


async def test_the_id_of_somebody_elses_session_books_and_shows_nothing(world: World) -> None:
    theirs, stranger = await world.booked(await world.seeker()), await world.seeker()
    with pytest.raises(NotSessionOwner):
        await world.booked(stranger, session_id=theirs.id)
    assert (await world.session(theirs.id)).seeker_id == theirs.seeker_id
