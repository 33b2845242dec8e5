"""Rooms with sound: clients of LiveKit's own SDK hear each other through the local LiveKit."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from livekit import rtc
from livekit.api import LiveKitAPI
from livekit.protocol.models import ParticipantPermission
from livekit.protocol.room import (
    CreateRoomRequest,
    DeleteRoomRequest,
    MuteRoomTrackRequest,
    RoomParticipantIdentity,
    UpdateParticipantRequest,
    UpdateRoomMetadataRequest,
)
from livekit.rtc.participant import PublishTrackError

from tests.support.existing import existing
from tests.support.listeners import SILENCE_RMS, Listener, a_token, in_room, join, loudness
from tests.support.servers import LiveKitPeer
from tests.support.waiting import PATIENCE_SECONDS, until


@pytest.fixture
async def orders(local_livekit: LiveKitPeer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=local_livekit.url, timeout=PATIENCE_SECONDS) as client:
        yield client
        await client.delete("/_sandbox/faults")


@pytest.fixture
async def server(local_livekit: LiveKitPeer) -> AsyncIterator[LiveKitAPI]:
    async with LiveKitAPI(local_livekit.url, local_livekit.api_key, local_livekit.api_secret) as api:
        yield api


async def cut(orders: httpx.AsyncClient, where: str, identity: str, times: int = 1) -> None:
    order = {"trouble": "cut", "where": where, "name": identity, "times": times}
    (await orders.post("/_sandbox/faults", json=order)).raise_for_status()


async def test_two_people_hear_each_other_without_loss(local_livekit: LiveKitPeer) -> None:
    async with in_room(local_livekit, "pair", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        await cleo.speak(660)
        assert all(await asyncio.gather(cleo.hears("ada", 440, 2), ada.hears("cleo", 660, 2)))
        assert (await cleo.lost("ada"), await ada.lost("cleo")) == (0, 0)


async def test_a_muted_microphone_is_silent_until_it_is_unmuted(local_livekit: LiveKitPeer) -> None:
    async with in_room(local_livekit, "mute", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        assert await cleo.hears("ada", 440)
        track = existing(existing(ada.publication).track)
        assert isinstance(track, rtc.LocalAudioTrack)
        track.mute()
        assert await cleo.until_event("track_muted")
        assert await until(lambda: is_silent(cleo, "ada"))
        track.unmute()
        assert await cleo.hears("ada", 440)


async def is_silent(listener: Listener, identity: str) -> bool:
    return loudness(await listener.hear(identity, 0.5)) < SILENCE_RMS


async def test_four_people_talk_at_once(local_livekit: LiveKitPeer) -> None:
    tones = {"ada": 400.0, "cleo": 500.0, "dora": 600.0, "elin": 700.0}
    async with in_room(local_livekit, "four", *tones) as everybody:
        for one in everybody:
            await one.speak(tones[one.identity])
        heard = await asyncio.gather(
            *(one.hears(other, hertz) for one in everybody for other, hertz in tones.items() if other != one.identity)
        )
        assert heard == [True] * 12
        spoke = await until(lambda: are_speaking(everybody[0], set(tones)))
        assert spoke, everybody[0].speakers


async def are_speaking(listener: Listener, identities: set[str]) -> bool:
    return identities - {listener.identity} <= set().union(*listener.speakers)


async def test_those_who_come_later_hear_those_who_are_there_and_not_those_who_left(local_livekit: LiveKitPeer) -> None:
    async with in_room(local_livekit, "late", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        assert await cleo.hears("ada", 440)
        for identity, hertz in (("dora", 550.0), ("elin", 650.0)):
            async with in_room(local_livekit, "late", identity) as (guest,):
                assert await guest.hears("ada", 440)
                await guest.speak(hertz)
                assert await cleo.hears(identity, hertz)
            assert await until(lambda: sees(cleo, {"ada"}))
        assert await cleo.hears("ada", 440)


async def sees(listener: Listener, identities: set[str]) -> bool:
    return listener.sees() == identities


@pytest.mark.parametrize("where", ["signalling", "media"])
async def test_a_client_that_is_cut_off_comes_back_and_is_heard(
    local_livekit: LiveKitPeer, orders: httpx.AsyncClient, where: str
) -> None:
    async with in_room(local_livekit, f"cut {where}", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        await cleo.speak(660)
        assert await cleo.hears("ada", 440)
        await cut(orders, where, "ada")
        assert await ada.until_event("reconnected"), ada.events
        assert await cleo.hears("ada", 440)
        assert await ada.hears("cleo", 660)


async def test_without_a_token_of_the_room_nothing_is_heard(local_livekit: LiveKitPeer) -> None:
    async with (
        in_room(local_livekit, "closed door", "ada") as (ada,),
        in_room(local_livekit, "next door", "dora") as (dora,),
    ):
        await ada.speak(440)
        stranger = Listener("cleo")
        for token in ("", "nonsense", a_token(local_livekit, "closed door", "cleo", room_join=False)):
            with pytest.raises(rtc.ConnectError):
                await join(local_livekit, stranger, token)
        assert await until(lambda: sees(ada, set()))
        assert dora.sees() == set()


async def test_permissions_say_who_speaks_and_who_listens(local_livekit: LiveKitPeer) -> None:
    async with in_room(local_livekit, "rights", "ada") as (ada,):
        await ada.speak(440)
        mute, deaf = {"can_publish": False}, {"can_subscribe": False, "can_publish_data": False}
        async with in_room(local_livekit, "rights", "cleo", **mute) as (cleo,):
            assert await cleo.hears("ada", 440)
            with pytest.raises(PublishTrackError):
                await cleo.speak(660)
        async with in_room(local_livekit, "rights", "dora", **deaf) as (dora,):
            await dora.speak(770)
            assert await ada.hears("dora", 770)
            them = existing(dora.room.remote_participants.get("ada"))
            assert [one.track for one in them.track_publications.values()] == [None]


async def test_data_reaches_the_others_of_those_who_may_send_it(local_livekit: LiveKitPeer) -> None:
    async with in_room(local_livekit, "data", "ada", "cleo") as (ada, cleo):
        await ada.room.local_participant.publish_data(b"hello", reliable=True)
        assert await until(lambda: has(cleo, [b"hello"]))
        assert ada.data == []


async def has(listener: Listener, data: list[bytes]) -> bool:
    return listener.data == data


async def test_a_full_room_takes_nobody_more(local_livekit: LiveKitPeer, orders: httpx.AsyncClient) -> None:
    async with LiveKitAPI(local_livekit.url, local_livekit.api_key, local_livekit.api_secret) as api:
        await api.room.create_room(CreateRoomRequest(name="two seats", max_participants=2))
    async with in_room(local_livekit, "two seats", "ada", "cleo") as (ada, _):
        with pytest.raises(rtc.ConnectError):
            await join(local_livekit, Listener("dora"), a_token(local_livekit, "two seats", "dora"))
        await cut(orders, "signalling", "ada")
        assert await ada.until_event("reconnected")


async def test_the_server_mutes_removes_renames_and_closes(local_livekit: LiveKitPeer, server: LiveKitAPI) -> None:
    async with in_room(local_livekit, "served", "ada", "cleo") as (ada, cleo):
        await ada.speak(440)
        assert await cleo.hears("ada", 440)
        sid = existing(ada.publication).sid
        await server.room.mute_published_track(
            MuteRoomTrackRequest(room="served", identity="ada", track_sid=sid, muted=True)
        )
        assert await cleo.until_event("track_muted")
        assert await until(lambda: is_silent(cleo, "ada"))
        await server.room.update_room_metadata(UpdateRoomMetadataRequest(room="served", metadata="phase 2"))
        assert await until(lambda: _equal(cleo.room.metadata, "phase 2"))
        await server.room.update_participant(
            UpdateParticipantRequest(
                room="served", identity="ada", name="Ada", permission=ParticipantPermission(can_subscribe=True)
            )
        )
        them = existing(cleo.room.remote_participants.get("ada"))
        assert await until(lambda: _equal((them.name, len(them.track_publications)), ("Ada", 0)))
        await server.room.remove_participant(RoomParticipantIdentity(room="served", identity="ada"))
        assert await ada.until_event("disconnected")
        assert cleo.events.count("disconnected") == 0
        await server.room.delete_room(DeleteRoomRequest(room="served"))
        assert await cleo.until_event("disconnected")


async def _equal(found: object, wanted: object) -> bool:
    return found == wanted
