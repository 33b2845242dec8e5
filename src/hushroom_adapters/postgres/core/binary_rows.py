"""Rows in the binary format of COPY.

A generator of millions of similar rows encodes the columns that they share once, and only the others for each row.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from struct import Struct
from typing import Any, Generic, TypeVar
from uuid import UUID

from psycopg import postgres
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format
from sqlalchemy.dialects import postgresql

from hushroom_adapters.postgres.core.row_mapper import RowMapper

T = TypeVar("T")

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
BEGINNING = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
FIRST_DAY = EPOCH.date()
_WIDTH = Struct(">h")
_LENGTH = Struct(">i")
_LONG = Struct(">iq")
_DAY = Struct(">ii")
_UUID = Struct(">iQQ")
_INT = Struct(">ii")
_FLOAT = Struct(">id")
_ARRAY = Struct(">iiiii")
NULL = _LENGTH.pack(-1)
TRUE, FALSE = _LENGTH.pack(1) + b"\1", _LENGTH.pack(1) + b"\0"
_HALF = (1 << 64) - 1


class RowLayout(Generic[T]):
    """The order of the columns in binary rows of one table: first the shared ones, then the `varying` ones.

    `kept` columns come last; otherwise triggers write them, so that entities do not have them.
    """

    def __init__(self, mapper: RowMapper[T], *varying: str, kept: tuple[str, ...] = ()) -> None:
        written = {column.name for column in mapper.columns} | set(mapper.derived)
        assert written.issuperset(varying), "varying columns are columns of the entity"
        self.mapper, self.kept = mapper, kept
        self.shared = tuple(sorted(written.difference(varying)))
        self.of_entity = self.shared + varying

    @property
    def columns(self) -> tuple[str, ...]:
        return self.of_entity + self.kept

    def head(self, entity: T) -> bytes:
        """Encodes the shared columns of an entity: the beginning of the rows of all entities that agree in these."""
        return self._encoded(self.mapper.dump(entity), self.shared)

    def row(self, entity: T) -> bytes:
        """Encodes a whole entity, without the kept columns."""
        return self._encoded(self.mapper.dump(entity), self.of_entity)

    def _encoded(self, values: dict[str, Any], names: tuple[str, ...]) -> bytes:
        transformer = Transformer()
        transformer.set_dumper_types([self._types[name] for name in names], Format.BINARY)
        dumped = transformer.dump_sequence([values[name] for name in names], [PyFormat.BINARY] * len(names))
        return _WIDTH.pack(len(self.columns)) + b"".join(NULL if one is None else field(bytes(one)) for one in dumped)

    @cached_property
    def _types(self) -> dict[str, int]:
        """Returns the object ids of the columns' types in the driver."""
        return {name: self._type(name) for name in self.of_entity}

    def _type(self, name: str) -> int:
        compiled = str(self.mapper.table.c[name].type.compile(dialect=DIALECT)).lower()
        item = postgres.types[compiled.removesuffix("[]")]
        return item.array_oid if compiled.endswith("[]") else item.oid


def field(value: bytes) -> bytes:
    """Returns a field with its length before it."""
    return _LENGTH.pack(len(value)) + value


def text_field(value: str) -> bytes:
    return field(value.encode())


def long_field(value: int) -> bytes:
    return _LONG.pack(8, value)


def int_field(value: int) -> bytes:
    return _INT.pack(4, value)


def float_field(value: float) -> bytes:
    return _FLOAT.pack(8, value)


def bool_field(value: object) -> bytes:
    return TRUE if value else FALSE


def texts_field(items: Iterable[bytes]) -> bytes:
    """Encodes a list of encoded texts."""
    fields = tuple(items)
    if not fields:
        return field(_ARRAY.pack(0, 0, postgres.types["text"].oid, 0, 0)[:12])
    return field(_ARRAY.pack(1, 0, postgres.types["text"].oid, len(fields), 1) + b"".join(fields))


def day_field(value: date) -> bytes:
    return _DAY.pack(4, (value - FIRST_DAY).days)


def uuid_field(value: UUID) -> bytes:
    return _UUID.pack(16, value.int >> 64, value.int & _HALF)


def moment_field(value: datetime) -> bytes:
    since = value - EPOCH
    return _LONG.pack(8, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
