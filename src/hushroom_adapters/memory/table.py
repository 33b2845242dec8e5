"""Tables in memory, and drafts of them that a transaction writes on before it commits."""

from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Table(Generic[K, V]):
    """Rows by key, in the order in which they first came."""

    def __init__(self) -> None:
        self._rows: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The row under `key`, if there is one."""
        return self._rows.get(key)

    def put(self, key: K, row: V) -> None:
        """Keep `row` under `key`, in the place of what was there."""
        self._rows[key] = row

    def remove(self, key: K) -> V | None:
        """Forget the row under `key`; the row that was there."""
        return self._rows.pop(key, None)

    def items(self) -> Iterator[tuple[K, V]]:
        """Every key with its row."""
        return iter(self._rows.items())

    def values(self) -> Iterator[V]:
        """Every row."""
        return (row for _, row in self.items())

    def __len__(self) -> int:
        return len(self._rows)

    def draft(self) -> "Draft[K, V]":
        """A table that shows these rows and keeps every change to itself until it commits."""
        return Draft(self)


class Draft(Table[K, V]):
    """A table over another one: it reads through, and writes only its own pages."""

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
        """Write the changes through."""
        for key in self._removed:
            self._origin.remove(key)
        for key, row in self._rows.items():
            self._origin.put(key, row)
