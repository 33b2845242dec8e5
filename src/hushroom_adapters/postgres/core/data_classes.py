"""The classes of stored data: every column of every table has one, declared beside the table."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table

_KEY, _OWNER = "class", "owner"


class DataClass(StrEnum):
    """The kinds of stored data by what becomes of them when a person is forgotten."""

    IDENTITY = "identity"
    """Says or proves who a person is, or where the person is reached: the erasure removes it."""
    CONTENT = "content"
    """Was written, chosen or experienced by a person: the erasure removes it, unless others rely on it."""
    MONEY = "money"
    """Is evidence of a payment, which the law demands to be kept."""
    TECHNICAL = "technical"
    """Ids, states and times, which say nothing about a person whose identity is gone."""


def classify(
    table: Table,
    *,
    identity: str = "",
    content: str = "",
    money: str = "",
    technical: str = "",
    owner: str | None = None,
) -> None:
    """Declares the classes of columns, whose names are separated by spaces; a column has one class only.

    `owner` is the column with the user to whom alone the rows belong: the erasure of the user deletes them.
    """
    given = {
        DataClass.IDENTITY: identity,
        DataClass.CONTENT: content,
        DataClass.MONEY: money,
        DataClass.TECHNICAL: technical,
    }
    for one, names in given.items():
        for name in names.split():
            assert _KEY not in table.columns[name].info, f"{table.name}.{name} has a class already"
            table.columns[name].info[_KEY] = one
    if owner is not None:
        table.columns[owner].info[_OWNER] = True


def class_of(column: Column[Any]) -> DataClass | None:
    """Returns the declared class of a column, or None without one."""
    return column.info.get(_KEY)


def owner_of(table: Table) -> Column[Any] | None:
    """Returns the column with the user to whom alone the rows of a table belong, or None without one."""
    return next((column for column in table.columns if _OWNER in column.info), None)
