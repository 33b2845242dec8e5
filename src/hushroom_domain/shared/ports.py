"""Ports of every feature: transactions, time, ids and the outbox."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.quotas import Quotas

W_co = TypeVar("W_co", covariant=True)


class Begin(Protocol[W_co]):
    """Opens a transaction, which commits at the end of the block, and rolls back when the block raises."""

    def __call__(self) -> AbstractAsyncContextManager[W_co]: ...


class Clock(Protocol):
    """Returns the time: aware, in UTC, in whole milliseconds."""

    def now(self) -> datetime: ...


class Ids(Protocol):
    """Generates ids: time-ordered UUIDs (version 7)."""

    def new(self) -> UUID: ...


class Outbox(Protocol):
    """Stores the events of a transaction; their reactions run at least once after the commit."""

    async def add(self, events: Iterable[Event], *, due: datetime | None = None) -> None:
        """Stores events, whose reactions run at once, or not before `due`."""
        ...


class SharedPorts(Protocol[W_co]):
    """The ports that every feature gets, with a transaction of type `W_co`."""

    @property
    def begin(self) -> Begin[W_co]: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def quotas(self) -> Quotas: ...
