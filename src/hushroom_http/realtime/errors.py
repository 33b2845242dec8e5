"""What the realtime channel itself refuses."""

from hushroom_domain.shared.errors import Invalid, Refusal


class UnknownEvent(Invalid):
    code = "realtime.unknown_event"
    message = "There is no such event"


class TooManyEvents(Refusal):
    code = "realtime.too_many_events"
    message = "Too many events; slow down"


class TooManyRooms(Refusal):
    code = "realtime.too_many_rooms"
    message = "This connection is in too many rooms; leave one first"
