"""Row mappers: they convert rows to entities by position, and entities to columns by name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Generic, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from attrs import fields, has
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Column, Table

from hushroom_adapters.postgres.core.codec import row_converter
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.time import Period

T = TypeVar("T")
Write = Callable[[Any], Any]

AS_THEY_ARE = frozenset({UUID, datetime, date, time, str, int, bool, float})
"""The types that the database driver reads and writes without conversion."""

_CONVERTER = row_converter()


class RowMapper(Generic[T]):
    """Maps the values of one class to the columns of a table.

    A field has the column of its name, or the one that `names` says. Amounts of money share the row's `currency`, which
    is null when none of them is there; the fields of a nested value have columns of their own. `derived` columns are
    computed when a row is written and never read back.
    """

    def __init__(
        self,
        type_: type[T],
        table: Table,
        *,
        names: Mapping[str, str] | None = None,
        derived: Mapping[str, Callable[[T], Any]] | None = None,
    ) -> None:
        """Finds the column of each field of `type_`. Raises: KeyError, for a field without a column."""
        self.type, self.table = type_, table
        self.derived = derived or {}
        self._nested: list[tuple[str, RowMapper[Any], int]] = []
        self._amounts: dict[int, str] = {}
        self._reads: list[tuple[int, Callable[[Any], Any]]] = []
        self._writes: list[tuple[str, str, Write | None]] = []
        self._fields: list[str] = []
        self.columns: tuple[Column[Any], ...] = ()
        self._lay_out(get_type_hints(type_), names or {})

    @property
    def width(self) -> int:
        """Returns the number of columns that `load` reads."""
        return len(self.columns)

    def load(self, row: Sequence[Any], at: int = 0) -> T:
        """Builds the value whose columns begin at position `at` of `row`."""
        end = at + len(self.columns)
        values = list(row[at:end])
        for place, read in self._reads:
            values[place] = read(values[place])
        for place in self._amounts:
            values[place] = _money(values[place], values[-1])
        arguments = dict(zip(self._fields, values, strict=False))
        for field, mapper, offset in self._nested:
            arguments[field] = mapper.load(row, at + offset)
        return self.type(**arguments)

    def load_if_any(self, row: Sequence[Any], at: int = 0) -> T | None:
        """Builds the value at position `at`, None when an outer join found no row."""
        return None if row[at] is None else self.load(row, at)

    def dump(self, value: T) -> dict[str, Any]:
        """Returns the columns of `value` by name."""
        row = {column: compute(value) for column, compute in self.derived.items()}
        for field, column, write in self._writes:
            given = getattr(value, field)
            row[column] = given if write is None or given is None else write(given)
        for field, mapper, _ in self._nested:
            row |= mapper.dump(getattr(value, field))
        for field in self._amounts.values():
            amount = getattr(value, field)
            row[f"{field}_minor"] = None if amount is None else amount.minor
            if amount is not None:
                assert row.setdefault("currency", amount.currency) == amount.currency, "one currency a row"
        if self._amounts:
            row.setdefault("currency", None)
        return row

    def _lay_out(self, types: Mapping[str, Any], names: Mapping[str, str]) -> None:
        columns: list[Column[Any]] = []
        nested: list[tuple[str, Any]] = []
        for field in fields(self.type):  # type: ignore[arg-type]  # attrs cannot say that T is a class of its own
            type_ = _bare(types[field.name])
            if has(type_) and type_ not in {Money, Period}:
                nested.append((field.name, type_))
                continue
            columns.append(self.table.c[self._place(field.name, type_, names.get(field.name, field.name))])
            self._fields.append(field.name)
        for name, type_ in nested:
            mapper: RowMapper[Any] = RowMapper(type_, self.table)
            self._nested.append((name, mapper, len(columns)))
            columns.extend(mapper.columns)
        if self._amounts:
            columns.append(self.table.c.currency)
        self.columns = tuple(columns)

    def _place(self, name: str, type_: Any, column: str) -> str:
        """Registers the conversion of a field and returns the name of its column."""
        if type_ is Money:
            self._amounts[len(self._fields)] = name
            return f"{column}_minor"
        is_json = isinstance(self.table.c[column].type, JSON)
        if type_ in AS_THEY_ARE or get_origin(type_) is dict:
            self._writes.append((name, column, Jsonb if is_json else None))
        else:
            self._reads.append((len(self._fields), _reader(type_)))
            write = _CONVERTER.get_unstructure_hook(type_)
            self._writes.append((name, column, _as_json(write) if is_json else write))
        return column


def _bare(type_: Any) -> Any:
    """Returns the type without `NewType` and `| None`."""
    if isinstance(type_, NewType):
        return _bare(type_.__supertype__)
    if get_origin(type_) in {Union, UnionType} and NoneType in get_args(type_):
        (inner,) = (argument for argument in get_args(type_) if argument is not NoneType)
        return _bare(inner)
    return type_


def _as_json(write: Write) -> Write:
    return lambda value: Jsonb(write(value))


def _reader(type_: Any) -> Callable[[Any], Any]:
    """Returns the conversion of a column; enumerations are looked up in a dict, a third of the cost of a call."""
    if isinstance(type_, type) and issubclass(type_, Enum):
        return {None: None, **{member.value: member for member in type_}}.__getitem__
    structure = _CONVERTER.get_structure_hook(type_)
    return lambda value: None if value is None else structure(value, type_)


@lru_cache(maxsize=4_096)
def _money(minor: int | None, currency: str) -> Money | None:
    """Returns an amount; equal amounts of many rows share one value."""
    return None if minor is None else Money(minor, currency)
