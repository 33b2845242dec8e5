"""The use cases of media, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.media.queries import MediaQueries
from hushroom_domain.media.use_cases.close_room import CloseRoom
from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.media.use_cases.delete_room import DeleteRoom
from hushroom_domain.media.use_cases.enter_room import EnterRoom
from hushroom_domain.media.use_cases.open_room import OpenRoom
from hushroom_domain.media.use_cases.receive_room_notice import ReceiveRoomNotice
from hushroom_domain.media.use_cases.sweep_rooms import SweepRooms
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["MediaPorts", "MediaQueries", "MediaUseCases", "MediaWork"]


@frozen(kw_only=True)
class MediaPorts:
    """The ports that only media needs."""

    rooms: Rooms


@frozen(kw_only=True)
class MediaUseCases:
    """The use cases of media."""

    open_room: OpenRoom
    close_room: CloseRoom
    create_room: CreateRoom
    enter_room: EnterRoom
    delete_room: DeleteRoom
    receive_notice: ReceiveRoomNotice
    sweep: SweepRooms

    @classmethod
    def of(cls, ports: SharedPorts[MediaWork], own: MediaPorts, queries: MediaQueries) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            open_room=OpenRoom(ports.begin, own.rooms),
            close_room=CloseRoom(ports.begin, own.rooms),
            create_room=CreateRoom(ports.begin, own.rooms),
            enter_room=EnterRoom(queries, own.rooms),
            delete_room=DeleteRoom(ports.begin, own.rooms),
            receive_notice=ReceiveRoomNotice(ports.begin),
            sweep=SweepRooms(queries, own.rooms),
        )
