"""What the jobs need from the world; the composition root provides it."""

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

    `unfinished` is how often it was taken up since it last came to an end, this time included.
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
        """At most `room` rows of each lane that are due and that nobody has leased; ours for `lease_seconds`."""
        ...

    async def take_up(self, row_id: int) -> Row | None:
        """The row, with one more try counted before it begins; None when it is done or dead."""
        ...

    async def done(self, row_id: int, now: datetime) -> None: ...

    async def failed(self, row_id: int, error: str, retry_at: datetime | None, now: datetime) -> None:
        """Note one more attempt, to be repeated at `retry_at`; None gives the row up."""
        ...

    async def wait(self, timeout_seconds: float) -> bool:
        """Sleep until something was added to the outbox, or the time is up."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Delete rows that were done before then; how many."""
        ...


class ScheduleClaims(Protocol):
    """Who runs what is due: of any number of schedulers one gets the claim."""

    async def claim(self, job: str, due: datetime) -> bool: ...


class JobPlatform(Protocol):
    """An opened application with what the jobs need beside it."""

    @property
    def application(self) -> Application: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def idempotency(self) -> IdempotencyKeys: ...
    @property
    def schedule_claims(self) -> ScheduleClaims: ...
    @property
    def read_event(self) -> Callable[[str, Mapping[str, Any]], Event]:
        """Turns the name and payload of an outbox row back into its event."""
        ...

    @property
    def catch_up(self) -> Callable[[], Awaitable[int]]:
        """Completes the rows that another version of the program wrote; returns how many."""
        ...


OpenPlatform = Callable[[Settings], AbstractAsyncContextManager[JobPlatform]]
