"""The write buffer: what it sends, together with what, and when an error surfaces."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from attrs import define, field
from sqlalchemy import bindparam, text

from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.write_buffer import BufferedWrite, WriteBuffer
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.shared.errors import DomainError

INSERT = text("INSERT INTO users VALUES (:id)").bindparams(bindparam("id"))
LOG = text("INSERT INTO log VALUES (:line)").bindparams(bindparam("line"))


@define
class RecordingConnection:
    """Has what a buffer uses of a connection: it keeps the statements and writes as many rows as it is told to."""

    writes: int = 1
    sent: list[tuple[str, Sequence[Any]]] = field(factory=list)

    async def execute(self, query: bytes, parameters: Sequence[Any], **_: Any) -> "RecordingConnection":
        self.sent.append((query.decode(), parameters))
        return self

    @property
    def rowcount(self) -> int:
        return self.writes

    async def fetchall(self) -> list[tuple[int]]:
        return [(self.writes,)]


def a_buffer(connection: RecordingConnection) -> WriteBuffer:
    return WriteBuffer(cast("Connection", connection))


def a_write(error: type[DomainError] | None = None) -> BufferedWrite:
    return BufferedWrite(INSERT, {"id": 1}, expected_rows=1, error=error)


async def test_nothing_is_sent_before_the_flush_and_a_lone_write_goes_out_as_it_is() -> None:
    connection = RecordingConnection()
    buffer = a_buffer(connection)
    buffer.put(a_write())
    assert (connection.sent, buffer.is_full) == ([], True)
    await buffer.flush()
    assert connection.sent == [("INSERT INTO users VALUES ($1)", [1])]
    assert not buffer.is_full


async def test_an_empty_buffer_sends_nothing_and_nothing_is_sent_twice() -> None:
    connection = RecordingConnection()
    buffer = a_buffer(connection)
    await buffer.flush()
    assert connection.sent == []
    buffer.append(LOG, {"line": "a"})
    await buffer.flush()
    await buffer.flush()
    assert len(connection.sent) == 1


async def test_a_write_and_the_appended_rows_are_one_statement_that_notifies() -> None:
    connection = RecordingConnection()
    buffer = a_buffer(connection)
    buffer.append(LOG, {"line": "a"}, channel="news")
    buffer.put(a_write())
    buffer.append(LOG, {"line": "b"})
    await buffer.flush()
    [(statement, parameters)] = connection.sent
    assert statement == (
        "WITH write_0 AS (INSERT INTO users VALUES ($1) RETURNING 1), "
        "write_1 AS (INSERT INTO log VALUES ($2) RETURNING 1), "
        "write_2 AS (INSERT INTO log VALUES ($3) RETURNING 1) "
        "SELECT (SELECT count(*) FROM write_0), pg_notify('news', '')"
    )
    assert parameters == [1, "a", "b"]


@pytest.mark.parametrize("is_alone", [True, False])
async def test_a_missing_row_surfaces_in_the_flush_as_the_error_of_the_write(is_alone: bool) -> None:
    buffer = a_buffer(RecordingConnection(writes=0))
    buffer.put(a_write(EmailTaken))
    if not is_alone:
        buffer.append(LOG, {"line": "a"})
    with pytest.raises(EmailTaken):
        await buffer.flush()
    await buffer.flush()


async def test_a_missing_row_of_a_write_without_an_error_is_a_mistake_of_the_program() -> None:
    buffer = a_buffer(RecordingConnection(writes=0))
    buffer.put(a_write())
    with pytest.raises(AssertionError, match="only what is kept"):
        await buffer.flush()


async def test_appended_rows_alone_expect_no_number_of_rows() -> None:
    buffer = a_buffer(RecordingConnection(writes=0))
    buffer.append(LOG, {"line": "a"})
    await buffer.flush()


def test_a_second_write_needs_a_flush_before_it() -> None:
    buffer = a_buffer(RecordingConnection())
    buffer.put(a_write())
    with pytest.raises(AssertionError, match="flush"):
        buffer.put(a_write())
