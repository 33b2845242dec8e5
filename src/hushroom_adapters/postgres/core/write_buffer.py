"""The write buffer of a transaction: it holds writes back and sends them as one statement."""

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen
from sqlalchemy import ClauseElement

from hushroom_adapters.postgres.core.executor import fetch, run
from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.sql import at_place, combine, compiled
from hushroom_domain.shared.errors import DomainError


@frozen
class BufferedWrite:
    """One statement with its parameters, not sent yet.

    Unless `expected_rows` is None, the statement must write as many rows; otherwise `error` is raised. Without an
    `error`, a different number of rows is a mistake of the program and fails an assertion.
    """

    statement: ClauseElement
    parameters: dict[str, Any]
    expected_rows: int | None = None
    error: type[DomainError] | None = None


@define
class WriteBuffer:
    """Holds back the writes of one transaction until `flush`, which sends all of them as one statement.

    The buffer holds at most one write, and any number of appended rows. Parts of one statement see the same snapshot,
    in no order, so `append` is only for rows that nothing else in the transaction reads or refers to.

    No error surfaces in `put` or `append`. The error of a write (a violated constraint, a missing row) surfaces in the
    `flush` that sends it: the transaction flushes before each statement that it waits for, before each further write,
    and before it commits. A use case therefore sees the error of its last write at the end of its block, and after any
    error the transaction can only be rolled back.
    """

    _connection: Connection
    _write: BufferedWrite | None = field(default=None, init=False)
    _appended: list[BufferedWrite] = field(factory=list, init=False)
    _channel: str | None = field(default=None, init=False)

    @property
    def is_full(self) -> bool:
        """Returns whether a write is held back already, so that the next one needs a flush before it."""
        return self._write is not None

    def put(self, write: BufferedWrite) -> None:
        """Holds one write back."""
        assert not self.is_full, "flush before the next write"
        self._write = write

    def append(self, statement: ClauseElement, parameters: dict[str, Any], *, channel: str | None = None) -> None:
        """Holds an insert of log rows back; when it is committed, the listeners on `channel` are notified."""
        self._appended.append(BufferedWrite(statement, parameters))
        self._channel = channel or self._channel

    async def flush(self) -> None:
        """Sends everything that is held back; without any, sends nothing. Raises: the `error` of the write."""
        write, appended, channel = self._write, self._appended, self._channel
        self._write, self._appended, self._channel = None, [], None
        if appended:
            written = await self._send([*([] if write is None else [write]), *appended], channel)
        elif write is not None:
            written = await run(self._connection, compiled(write.statement), write.parameters)
        else:
            return
        if write is None or write.expected_rows in {None, written}:
            return
        assert write.error is not None, "only what is kept can be saved"
        raise write.error

    async def _send(self, writes: Sequence[BufferedWrite], channel: str | None) -> int:
        """Sends the writes as one statement; returns the number of rows that the first one wrote."""
        statement = combine(tuple([one.statement for one in writes]), channel)
        parameters = {
            at_place(name, place): value for place, one in enumerate(writes) for name, value in one.parameters.items()
        }
        ((written, *_),) = await fetch(self._connection, statement, parameters)
        return int(written)
