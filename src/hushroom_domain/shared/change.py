"""The result of an operation on an immutable entity."""

from typing import Generic, TypeVar

from attrs import frozen

from hushroom_domain.shared.events import Event

E = TypeVar("E")


@frozen
class Change(Generic[E]):
    """Holds the entity after an operation and the events of the operation; one transaction saves both."""

    entity: E
    events: tuple[Event, ...] = ()
