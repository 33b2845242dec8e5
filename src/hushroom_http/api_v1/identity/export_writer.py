"""Writes exports slice by slice in threads, a few at a time, and sends complete ones."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from datetime import datetime
from typing import IO, Any, get_origin

import msgspec
from litestar.response import Stream
from msgspec import json, structs

from hushroom_domain.administration.queries import Export
from hushroom_domain.shared.errors import Unavailable
from hushroom_http.api_v1.identity.export_responses import ExportAnswer, export_answer

MOST_AT_ONCE = 2
"""The number of exports that one process writes at a time, because each holds a database connection."""
IN_MEMORY_BYTES = 1024 * 1024
"""The size above which an export is kept in an unnamed file until it is sent."""
CHUNK_BYTES = 64 * 1024
RETRY_AFTER_SECONDS = 5
_FIELDS = structs.fields(ExportAnswer)
_LISTS = {field.name: field.encode_name for field in _FIELDS if get_origin(field.type) is list}
_OTHERS = {field.name: field.encode_name for field in _FIELDS if field.name not in _LISTS}
_ENCODE = json.Encoder().encode


class ExportsBusy(Unavailable):
    """The process already writes the maximal number of exports."""

    code = "users.exports_busy"
    message = "Other exports are being written; try again in a moment"


class NoRoomForExport(Unavailable):
    """The export cannot be kept until it is sent."""

    code = "users.no_room_for_export"
    message = "The export cannot be written right now"


class Places:
    """Counts the exports under way and limits their number."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        """Allows `most` exports at a time."""
        self._free = most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds a place during the block. Raises: ExportsBusy."""
        if not self._free:
            raise ExportsBusy(retry_after_seconds=RETRY_AFTER_SECONDS)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


class Writing:
    """Writes the JSON of `ExportAnswer` into a file, slice by slice, list by list."""

    def __init__(self, file: IO[bytes], exported_at: datetime) -> None:
        self._file, self._exported_at = file, exported_at
        self._begun: list[str] = []
        self._is_empty = True

    def add(self, part: Export) -> None:
        """Writes one slice."""
        answer = export_answer(part, self._exported_at)
        if self._is_empty:
            self._file.write(b"{")
            self._file.write(b",".join(_member(name, getattr(answer, field)) for field, name in _OTHERS.items()))
            self._is_empty = False
        for field, name in _LISTS.items():
            items = getattr(answer, field)
            if items:
                self._file.write(b"," if self._is_open(name) else self._beginning(name))
                self._file.write(_ENCODE(items)[1:-1])

    def end(self) -> None:
        """Writes the end, with all empty lists."""
        assert not self._is_empty, "an export has a first slice"
        self._file.write(b"]" if self._begun else b"")
        for name in _LISTS.values():
            if name not in self._begun:
                self._file.write(b"," + _member(name, []))
        self._file.write(b"}")

    def _is_open(self, name: str) -> bool:
        return bool(self._begun) and self._begun[-1] == name

    def _beginning(self, name: str) -> bytes:
        assert name not in self._begun, "slices come list by list"
        before = b"]" if self._begun else b""
        self._begun.append(name)
        return before + b"," + _ENCODE(name) + b":["


def unnamed_file() -> IO[bytes]:
    """Returns a new file, in memory while it is short, that is deleted on closing."""
    return tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)


async def written(
    slices: AsyncGenerator[Export, None], exported_at: datetime, new_file: Callable[[], IO[bytes]] = unnamed_file
) -> Stream:
    """Returns the response with the whole export. The event loop serves others after each slice.

    Raises: NoRoomForExport, and the errors of reading the slices, before anything is sent.
    """
    file = new_file()
    try:
        writing = Writing(file, exported_at)
        async with aclosing(slices):
            async for part in slices:
                await asyncio.to_thread(writing.add, part)
        await asyncio.to_thread(writing.end)
        length = file.tell()
        file.seek(0)
    except OSError as error:
        file.close()
        raise NoRoomForExport from error
    except BaseException:  # also when the client disconnected: the file is deleted after any failure
        file.close()
        raise
    return Stream(_chunks(file), media_type="application/json", headers={"content-length": str(length)})


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def _member(name: str, value: Any) -> bytes:
    return _ENCODE(name) + b":" + msgspec.json.encode(value)
