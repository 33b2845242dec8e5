"""Values of rows that are read again and again."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import define, field

from hushroom_adapters.postgres.core.executor import Row

T = TypeVar("T")


@define
class RememberedRows(Generic[T]):
    """Builds the value of a row, and remembers the values of the newest `most` keys.

    Every row is read from the database and compared with the one before as a whole. So no value is older than its row,
    and a row that has not changed costs a comparison, which takes a tenth of the time of building its value.
    """

    build: Callable[[Row], T]
    key: int
    """The position of the column that tells the rows apart."""
    most: int
    _kept: dict[Any, tuple[Row, T]] = field(factory=dict, init=False)

    def __call__(self, row: Row) -> T:
        """Returns the value of a row; the values are immutable, because they are shared."""
        known = self._kept.get(row[self.key])
        if known is not None and known[0] == row:
            return known[1]
        value = self.build(row)
        self._kept.pop(row[self.key], None)
        while len(self._kept) >= self.most:
            del self._kept[next(iter(self._kept))]
        self._kept[row[self.key]] = row, value
        return value
