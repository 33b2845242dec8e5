"""What accounts announce."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import UserId


@frozen
class UserRegistered(Event):
    name: ClassVar[str] = "user.registered"
    user_id: UserId
