"""Events: facts that a committed transaction stores in the outbox for other features."""

from typing import ClassVar

from attrs import frozen


@frozen
class Event:
    """The parent of all events; `name` never changes, because the outbox stores it."""

    name: ClassVar[str]
