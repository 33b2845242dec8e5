"""The ports of the jobs; the composition root provides the implementations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from hushroom_adapters.settings import Settings
from hushroom_domain.application import Application
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.lanes import Lane


class Job(Protocol):
    """A row of the outbox that is to be published."""

    @property
    def id(self) -> int: ...
    @property
    def lane(self) -> Lane: ...


class Row(Protocol):
    """A row of the outbox: one reaction to one event, tried `attempts` times.

    `unfinished` counts the attempts since the last one that ended, this one included.
    """

    @property
    def id(self) -> int: ...
    @property
    def event(self) -> str: ...
    @property
    def reaction(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def attempts(self) -> int: ...
    @property
    def unfinished(self) -> int: ...


class OutboxStore(Protocol):
    """The outbox as the jobs see it. The row is the truth; a message at the broker is only a hint to look at it."""

    async def lease(self, room: Mapping[Lane, int], lease_seconds: int, now: datetime) -> Sequence[Job]:
        """Leases due rows that no relay has leased, at most `room` rows of each lane, for `lease_seconds`."""
        ...

    async def take_up(self, row_id: int) -> Row | None:
        """Returns the row after counting one more attempt; None when it is done or given up."""
        ...

    async def done(self, row_id: int, now: datetime) -> None: ...

    async def failed(self, row_id: int, error: str, retry_at: datetime | None, now: datetime) -> None:
        """Records a failed attempt, to be repeated at `retry_at`; None gives the row up."""
        ...

    async def leave(self, row_id: int, error: str, until: datetime) -> None:
        """Leaves a row to the workers of another release until then, as if it had not been taken up."""
        ...

    async def wait(self, timeout_seconds: float) -> bool:
        """Sleeps until a row is added to the outbox, or the time is up."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes rows that were done before that moment. Returns their number."""
        ...


class ScheduleLocks(Protocol):
    """The locks of periodic jobs: of any number of schedulers, one acquires each lock."""

    async def claim(self, job: str, due: datetime) -> bool: ...


class JobPlatform(Protocol):
    """An opened application with the parts that the jobs need beside it."""

    @property
    def application(self) -> Application: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def idempotency(self) -> IdempotencyKeys: ...
    @property
    def schedule_locks(self) -> ScheduleLocks: ...
    @property
    def read_event(self) -> Callable[[str, Mapping[str, Any]], Event]:
        """Turns the name and payload of an outbox row back into its event."""
        ...

    @property
    def catch_up(self) -> Callable[[], Awaitable[int]]:
        """Completes the rows that another version of the program wrote. Returns their number."""
        ...


OpenPlatform = Callable[[Settings], AbstractAsyncContextManager[JobPlatform]]
