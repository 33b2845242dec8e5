"""Lists of administrators as files of CSV, written while they are read."""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from io import StringIO
from typing import Any, Final
from uuid import UUID

from attrs import evolve
from litestar.response import Stream

from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, query_values
from hushroom_http.server.request import WebRequest

CSV: Final = "text/csv"
CHUNK = Window(500)
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The characters with which a cell becomes a formula in a spreadsheet; some take the wide forms for the others."""
TYPED = "typed words"
Columns = Mapping[str, Callable[[Any], object]]
"""The headings of a file, each with the function that returns the cell of a row; None is an empty cell."""
Find = Callable[[Window], Awaitable[Page[Any]]]


async def csv_file(request: WebRequest, name: str, filters: Form, columns: Columns, find: Find) -> Stream:
    """Returns all rows of a list as a file of this name, one chunk for each page of the list.

    The audit log says first who downloads which list with which filters. It is kept for ever, so that typed words,
    which may be an address or a name, are not in it.
    """
    sent = query_values(request)
    given = {one.name: _recorded(one, sent.text(one.name)) for one in filters.fields if sent.text(one.name)}
    await request.application.administration.record_download(request.viewer.user_id, name, given)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return Stream(_lines(columns, find), media_type=CSV, headers=headers)


def _recorded(one: Field, value: str) -> str:
    """Returns the value of a filter for the audit log: a choice, a day or an id, and `TYPED` for all other words."""
    return value if one.options or one.kind == "date" or _is_id(value) else TYPED


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


async def _lines(columns: Columns, find: Find) -> AsyncIterator[bytes]:
    yield _written([list(columns)])
    window: Window | None = CHUNK
    while window is not None:
        found = await find(window)
        yield _written([[_text(cell(one)) for cell in columns.values()] for one in found.items])
        window = evolve(CHUNK, after=found.next) if found.next else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _written(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def time_in_file(when: datetime | None) -> str | None:
    """Returns a time as ISO 8601 writes it."""
    return when.isoformat() if when else None


def safe(cell: str) -> str:
    """Returns a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell
