"""Indexes that steps build while others write."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from attrs import frozen


@frozen(kw_only=True)
class NewIndex:
    """An index of the rows of a table, or of those that fulfil a condition; it holds the `included` columns, too."""

    name: str
    table: str
    columns: Sequence[str]
    included: Sequence[str] = ()
    where: str | None = None


def add_index(index: NewIndex) -> None:
    """Builds an index; writers of the table do not wait.

    The step is in no transaction meanwhile: what an interrupted one has left is built again. As plain SQL, for an
    empty database, it stays in the transaction, because there are no writers.
    """
    context = op.get_context()
    if context.as_sql:
        _create(index, concurrently=False)
        return
    with context.autocommit_block():
        op.drop_index(index.name, postgresql_concurrently=True, if_exists=True)
        _create(index, concurrently=True)


def remove_index(index: NewIndex) -> None:
    """Drops an index; writers of the table do not wait."""
    context = op.get_context()
    if context.as_sql:
        op.drop_index(index.name)
        return
    with context.autocommit_block():
        op.drop_index(index.name, postgresql_concurrently=True, if_exists=True)


def replace_index(before: NewIndex, after: NewIndex) -> None:
    """Builds the index `after`, then drops the index `before`; writers of the table do not wait."""
    add_index(after)
    remove_index(before)


def _create(index: NewIndex, *, concurrently: bool) -> None:
    op.create_index(
        index.name,
        index.table,
        index.columns,
        postgresql_include=index.included,
        postgresql_where=None if index.where is None else sa.text(index.where),
        postgresql_concurrently=concurrently,
    )
