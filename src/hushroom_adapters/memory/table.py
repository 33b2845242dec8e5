"""Tables in memory, and drafts that hold the writes of a transaction until it commits."""

from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Table(Generic[K, V]):
    """Rows by key, in the order of their insertion."""

    def __init__(self) -> None:
        self._rows: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Returns the row of `key`, None when there is none."""
        return self._rows.get(key)

    def put(self, key: K, row: V) -> None:
        """Stores `row` under `key` and replaces the former row."""
        self._rows[key] = row

    def remove(self, key: K) -> V | None:
        """Removes and returns the row of `key`, None when there is none."""
        return self._rows.pop(key, None)

    def items(self) -> Iterator[tuple[K, V]]:
        """Yields every key with its row."""
        return iter(self._rows.items())

    def values(self) -> Iterator[V]:
        """Yields every row."""
        return (row for _, row in self.items())

    def __len__(self) -> int:
        return len(self._rows)

    def draft(self) -> "Draft[K, V]":
        """Returns a draft of this table, whose changes are applied by `commit`."""
        return Draft(self)


class Draft(Table[K, V]):
    """A draft of a table: it reads the table and keeps its own writes."""

    def __init__(self, origin: Table[K, V]) -> None:
        super().__init__()
        self._origin = origin
        self._removed: set[K] = set()

    def get(self, key: K) -> V | None:
        if key in self._rows:
            return self._rows[key]
        return None if key in self._removed else self._origin.get(key)

    def put(self, key: K, row: V) -> None:
        self._removed.discard(key)
        super().put(key, row)

    def remove(self, key: K) -> V | None:
        row = self.get(key)
        self._rows.pop(key, None)
        self._removed.add(key)
        return row

    def items(self) -> Iterator[tuple[K, V]]:
        for key, row in self._origin.items():
            if key not in self._removed:
                yield key, self._rows.get(key, row)
        for key, row in self._rows.items():
            if self._origin.get(key) is None:
                yield key, row

    def __len__(self) -> int:
        gone = sum(self._origin.get(key) is not None for key in self._removed)
        added = sum(self._origin.get(key) is None for key in self._rows)
        return len(self._origin) - gone + added

    def commit(self) -> None:
        """Applies the changes to the table."""
        for key in self._removed:
            self._origin.remove(key)
        for key, row in self._rows.items():
            self._origin.put(key, row)
