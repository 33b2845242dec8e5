"""LiveKit's RoomService on the wire: Twirp calls with protobuf or JSON bodies."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from attrs import frozen
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from google.protobuf.message import DecodeError, Message
from livekit.protocol import room as wire
from livekit.protocol.models import DataPacket, DisconnectReason, ParticipantInfo, Room, UserPacket

from hushroom_adapters.local.emulators.livekit.faults import Fault, FaultPlan, Trouble, Where
from hushroom_adapters.local.emulators.livekit.grants import Gate, NotAllowed
from hushroom_adapters.local.emulators.livekit.world import NotNow, NotThere, World

STATUS = {
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "malformed": 400,
    "bad_route": 404,
    "internal": 500,
}
PROTOBUF = "application/protobuf"


@frozen
class RoomService:
    """One method for each call of the service; names and messages are LiveKit's."""

    world: World
    gate: Gate

    def create_room(self, request: wire.CreateRoomRequest) -> Room:
        return self.world.open(request)

    def list_rooms(self, request: wire.ListRoomsRequest) -> wire.ListRoomsResponse:
        rooms = [room.info for name, room in self.world.rooms.items() if name in (request.names or [name])]
        return wire.ListRoomsResponse(rooms=rooms)

    def delete_room(self, request: wire.DeleteRoomRequest) -> wire.DeleteRoomResponse:
        self.world.close(request.room)
        return wire.DeleteRoomResponse()

    def list_participants(self, request: wire.ListParticipantsRequest) -> wire.ListParticipantsResponse:
        return wire.ListParticipantsResponse(participants=self.world.participants(request.room))

    def get_participant(self, request: wire.RoomParticipantIdentity) -> ParticipantInfo:
        return self.world.member(request.room, request.identity).info

    def remove_participant(self, request: wire.RoomParticipantIdentity) -> wire.RemoveParticipantResponse:
        """Removes a participant, and revokes the tokens by which a client that is reconnecting would come back."""
        self.gate.revoke(request.room, request.identity, request.revoke_token_ts or int(time.time()))
        member = self.world.member(request.room, request.identity)
        self.world.leave(member, DisconnectReason.PARTICIPANT_REMOVED)
        return wire.RemoveParticipantResponse()

    def mute_published_track(self, request: wire.MuteRoomTrackRequest) -> wire.MuteRoomTrackResponse:
        track = self.world.mute_by_server(request.room, request.identity, request.track_sid, muted=request.muted)
        return wire.MuteRoomTrackResponse(track=track)

    def update_room_metadata(self, request: wire.UpdateRoomMetadataRequest) -> Room:
        return self.world.update_metadata(request.room, request.metadata)

    def update_participant(self, request: wire.UpdateParticipantRequest) -> ParticipantInfo:
        return self.world.update_participant(request)

    def send_data(self, request: wire.SendDataRequest) -> wire.SendDataResponse:
        packet = DataPacket(
            user=UserPacket(payload=request.data, topic=request.topic),
            destination_identities=request.destination_identities,
        )
        self.world.send_data(request.room, packet, is_reliable=request.kind == DataPacket.Kind.RELIABLE)
        return wire.SendDataResponse()


CALLS: dict[str, tuple[type[Message], Callable[[RoomService, Any], Message]]] = {
    "CreateRoom": (wire.CreateRoomRequest, RoomService.create_room),
    "ListRooms": (wire.ListRoomsRequest, RoomService.list_rooms),
    "DeleteRoom": (wire.DeleteRoomRequest, RoomService.delete_room),
    "ListParticipants": (wire.ListParticipantsRequest, RoomService.list_participants),
    "GetParticipant": (wire.RoomParticipantIdentity, RoomService.get_participant),
    "RemoveParticipant": (wire.RoomParticipantIdentity, RoomService.remove_participant),
    "MutePublishedTrack": (wire.MuteRoomTrackRequest, RoomService.mute_published_track),
    "UpdateParticipant": (wire.UpdateParticipantRequest, RoomService.update_participant),
    "UpdateRoomMetadata": (wire.UpdateRoomMetadataRequest, RoomService.update_room_metadata),
    "SendData": (wire.SendDataRequest, RoomService.send_data),
}


@frozen
class Calls:
    """The route `/twirp/livekit.RoomService/{method}`; `log` keeps the calls."""

    service: RoomService
    gate: Gate
    plan: FaultPlan
    log: list[dict[str, str]]

    async def take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method not in CALLS:
            return refusal("bad_route", f"no handler for path {request.path}")
        fault = self.plan.next_for(Where.CALL, method)
        if fault is not None and (spoiled := await self._spoil(request, fault)) is not None:
            return spoiled
        return await self._answer(request, method)

    async def _spoil(self, request: web.Request, fault: Fault) -> web.Response | None:
        if fault.trouble in (Trouble.HANG, Trouble.DELAY):
            await asyncio.sleep(fault.seconds)
        if fault.trouble is Trouble.DELAY:
            return None
        if fault.trouble is Trouble.FAIL:
            return refusal("internal", "by order of the test", fault.status)
        if request.transport is not None:
            request.transport.close()
        return refusal("internal", "nobody hears this")

    async def _answer(self, request: web.Request, method: str) -> web.Response:
        kind, handler = CALLS[method]
        try:
            message = _read(kind, await request.read(), request.content_type)
            room = str(getattr(message, "room", getattr(message, "name", "")))
            self.gate.check_call(request.headers, method, room)
            self.log.append({"method": method, "room": room, "identity": getattr(message, "identity", "")})
            return _written(handler(self.service, message), request.content_type)
        except NotAllowed as no:
            return refusal("unauthenticated", str(no))
        except NotThere as no:
            return refusal("not_found", str(no))
        except NotNow as no:
            return refusal("permission_denied", str(no))
        except (DecodeError, ParseError) as no:
            return refusal("malformed", f"the body could not be decoded: {no}")


def refusal(code: str, words: str, status: int | None = None) -> web.Response:
    return web.json_response({"code": code, "msg": words}, status=status or STATUS[code])


def _read(kind: type[Message], body: bytes, content_type: str) -> Message:
    if content_type == PROTOBUF:
        return kind.FromString(body)
    return Parse(body, kind())


def _written(message: Message, content_type: str) -> web.Response:
    if content_type == PROTOBUF:
        return web.Response(body=message.SerializeToString(), content_type=PROTOBUF)
    return web.Response(text=MessageToJson(message), content_type="application/json")
