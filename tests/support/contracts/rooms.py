"""Contract tests of media servers, which LiveKit and the in-memory rooms both pass."""

from abc import ABC, abstractmethod
from datetime import timedelta

import pytest

from hushroom_domain.media.errors import MediaUnavailable
from hushroom_domain.media.ports import Rooms

HOUR = timedelta(hours=1)


class RoomsScene(ABC):
    """A media server and the people who join its rooms."""

    rooms: Rooms

    @abstractmethod
    async def enter(self, name: str, identity: str) -> None:
        """Joins an open room."""

    @abstractmethod
    async def break_down(self) -> None:
        """Makes every call to the server fail."""

    @abstractmethod
    async def recover(self) -> None:
        """Makes the server work again."""


async def open_room(scene: RoomsScene, name: str) -> None:
    await scene.rooms.open(name, empty_timeout_seconds=600, max_participants=2)


class RoomsContract:
    """Tests to inherit; the subclass defines the fixture `scene`."""

    async def test_those_who_entered_are_inside(self, scene: RoomsScene) -> None:
        await open_room(scene, "entered")
        await scene.enter("entered", "seeker")
        await scene.enter("entered", "companion")
        assert await scene.rooms.participants("entered") == {"seeker", "companion"}

    async def test_opening_an_open_room_sends_nobody_out(self, scene: RoomsScene) -> None:
        await open_room(scene, "reopened")
        await scene.enter("reopened", "seeker")
        await open_room(scene, "reopened")
        assert await scene.rooms.participants("reopened") == {"seeker"}

    async def test_closing_sends_everybody_out_and_may_be_repeated(self, scene: RoomsScene) -> None:
        await open_room(scene, "shut")
        await scene.enter("shut", "seeker")
        await scene.rooms.close("shut")
        await scene.rooms.close("shut")
        assert await scene.rooms.participants("shut") == frozenset()

    async def test_nobody_is_in_a_room_that_never_was(self, scene: RoomsScene) -> None:
        assert await scene.rooms.participants("no such room") == frozenset()

    async def test_rooms_know_nothing_of_each_other(self, scene: RoomsScene) -> None:
        await open_room(scene, "one")
        await open_room(scene, "other")
        await scene.enter("one", "seeker")
        assert await scene.rooms.participants("other") == frozenset()

    async def test_open_rooms_are_listed_by_name(self, scene: RoomsScene) -> None:
        for name in ("listed", "listed too", "closed again"):
            await open_room(scene, name)
        await scene.rooms.close("closed again")
        names = await scene.rooms.names()
        assert {"listed", "listed too"} <= names
        assert "closed again" not in names

    async def test_a_token_that_is_still_good_opens_a_closed_room_again(self, scene: RoomsScene) -> None:
        await open_room(scene, "left")
        await scene.enter("left", "seeker")
        await scene.rooms.close("left")
        await scene.enter("left", "seeker")
        assert "left" in await scene.rooms.names()
        await scene.rooms.close("left")
        assert "left" not in await scene.rooms.names()

    async def test_two_people_have_two_tokens(self, scene: RoomsScene) -> None:
        tokens = {
            scene.rooms.token("one", identity=identity, display_name=None, lifetime=HOUR)
            for identity in ("seeker", "companion")
        }
        assert len(tokens) == 2

    async def test_a_server_in_trouble_is_unavailable_until_it_recovers(self, scene: RoomsScene) -> None:
        await scene.break_down()
        rooms = scene.rooms
        for asking in (open_room(scene, "later"), rooms.close("later"), rooms.participants("later"), rooms.names()):
            with pytest.raises(MediaUnavailable):
                await asking
        await scene.recover()
        await open_room(scene, "later")
        assert await scene.rooms.participants("later") == frozenset()
