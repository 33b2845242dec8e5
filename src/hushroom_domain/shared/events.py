"""Events: facts that a committed transaction leaves for other features to react to."""

from typing import ClassVar

from attrs import frozen


@frozen
class Event:
    """The parent of every event; `name` is stable, for it is written into the outbox."""

    name: ClassVar[str]
