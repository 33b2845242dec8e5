"""The kinds of columns of all tables, and their metadata."""

from collections.abc import Collection
from enum import Enum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    MetaData,
    SmallInteger,
    Text,
    TextClause,
    literal_column,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)
TEXTS = ARRAY(Text, as_tuple=True)


def key(name: str = "id") -> Column[Any]:
    """Returns a primary key, whose values the application makes."""
    return Column(name, UUID(as_uuid=True), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, cascade: bool = False) -> Column[Any]:
    """Returns a foreign key to `target` (`table.column`); with `cascade` a deletion includes this row."""
    to = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return Column(name, UUID(as_uuid=True), to, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    """Returns a column of points in time."""
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def texts(name: str) -> Column[Any]:
    """Returns a column of lists of texts, which are empty instead of null."""
    return Column(name, TEXTS, nullable=False)


def choice(name: str, options: type[Enum], *, nullable: bool = False, default: Enum | None = None) -> Column[Any]:
    """Returns a text column with a check of an enumeration; a migration changes it without rewriting the table.

    `default` is stored by a program that does not know the column.
    """
    check = CheckConstraint(f"{name} IN ({_quoted(tuple(options))})", name=name)
    return Column(name, Text, check, nullable=nullable, server_default=default and default.value)


def is_known(column: ColumnElement[Any], options: type[Enum]) -> ColumnElement[bool]:
    """Returns the condition that this release knows the value: one of a later release is none of its members."""
    return column.in_([literal_column(f"'{option.value}'") for option in options])


def is_one_of(statuses: Collection[Enum]) -> TextClause:
    """Returns the condition of a partial index that a row's `status` is one of these."""
    return sql(f"status IN ({_quoted(statuses)})")


def is_none_of(statuses: Collection[Enum]) -> TextClause:
    """Returns the condition of a partial index that a row's `status` is none of these."""
    return sql(f"status NOT IN ({_quoted(statuses)})")


def _quoted(options: Collection[Enum]) -> str:
    """Returns the values as SQL literals, in the order of their enumeration."""
    enumeration = type(next(iter(options)))
    return ", ".join(f"'{option.value}'" for option in enumeration if option in options)


def minor(name: str) -> Column[Any]:
    """Returns a column of amounts of money in minor units, never negative."""
    return Column(name, BigInteger, CheckConstraint(f"{name} >= 0", name=name), nullable=False)


def currency() -> Column[Any]:
    """Returns the column with the ISO 4217 code of every amount in the row."""
    return Column("currency", Text, CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"), nullable=False)


def stars(name: str, *, nullable: bool = False) -> Column[Any]:
    """Returns a column of scores from 1 to 5."""
    return Column(name, SmallInteger, CheckConstraint(f"{name} BETWEEN 1 AND 5", name=name), nullable=nullable)


def count(name: str) -> Column[Any]:
    """Returns a column of whole numbers, never negative."""
    return Column(name, Integer, CheckConstraint(f"{name} >= 0", name=name), nullable=False)


def json(name: str) -> Column[Any]:
    return Column(name, JSONB, nullable=False)
