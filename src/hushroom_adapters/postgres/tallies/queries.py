"""Totals of tables and of their parts, which triggers maintain; reading one costs the same at any size."""

from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Subquery, bindparam, cast, func, select

from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.tallies.tables import TALLIES

_t = TALLIES.c
_SUM = cast(func.coalesce(func.sum(_t.amount), 0), BigInteger)


def tally(name: str, part: str | None = None) -> ColumnElement[int]:
    """Counts the rows of a table, or of one part of it."""
    counted = select(_SUM).where(_t.name == word(name))
    return (counted if part is None else counted.where(_t.part == word(part))).scalar_subquery()


def tallied(name: str, *, part: str | None = None) -> Subquery:
    """Counts the rows of a table as a row with a `total`; `part` is the parameter that names a part."""
    counted = select(_SUM.label("total")).where(_t.name == word(name))
    given: BindParameter[Any] | None = bindparam(part) if part else None
    return (counted if given is None else counted.where(_t.part == given)).subquery("counting")
