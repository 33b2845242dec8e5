"""Changes of the checks of columns, in two steps, so that nobody waits while the rows of a table are read."""

from alembic import op


def allow(table: str, column: str, words: tuple[str, ...]) -> None:
    """Replaces the words that a column may have, without a look at the rows that there are.

    A later step validates the check: in the same one, the lock of the change would last until all rows are read.
    """
    name = f"{table}_{column}_check"
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name},"
        f" ADD CONSTRAINT {name} CHECK ({column} IN ({listed(words)})) NOT VALID"
    )


def listed(words: tuple[str, ...]) -> str:
    """Returns the words as SQL literals in a row."""
    return ", ".join(f"'{word}'" for word in words)
