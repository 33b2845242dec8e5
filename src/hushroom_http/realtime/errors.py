"""The errors of the realtime channel itself."""

from hushroom_domain.shared.errors import DomainError, RuleViolated, ValidationFailed


class UnknownEvent(ValidationFailed):
    code = "realtime.unknown_event"
    message = "There is no such event"


class TooManyEvents(DomainError):
    code = "realtime.too_many_events"
    message = "Too many events; slow down"


class TooManySockets(RuleViolated):
    code = "realtime.quota_reached"
    message = "You have as many realtime connections as one person may: close one first"


class TooManyRooms(DomainError):
    code = "realtime.too_many_rooms"
    message = "This connection is in too many rooms; leave one first"
