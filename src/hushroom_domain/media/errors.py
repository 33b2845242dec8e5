"""The errors of media."""

from hushroom_domain.shared.errors import RuleViolated, Unavailable


class MediaUnavailable(Unavailable):
    code = "media.unavailable"
    message = "The audio service does not answer right now"


class RoomExists(RuleViolated):
    code = "media.room_exists"
    message = "Room already exists for this session"


class NoRoom(RuleViolated):
    code = "media.no_room"
    message = "Session has no room"


class RoomTooEarly(RuleViolated):
    code = "media.room_too_early"
    message = "A room can be opened once the session is paid, and until it ends"
