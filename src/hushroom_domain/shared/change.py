"""Change: what an operation on an entity returns, since entities are never mutated."""

from typing import Generic, TypeVar

from attrs import frozen

from hushroom_domain.shared.events import Event

E = TypeVar("E")


@frozen
class Change(Generic[E]):
    """The entity after an operation and the events to announce; both are saved in one transaction."""

    entity: E
    events: tuple[Event, ...] = ()
