"""The selections of the last days, which leave the window of fairness by themselves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.uint16]
Rows = NDArray[np.int32]


class Selections:
    """The times of selections in order, and for each row the number of those after a moment that moves."""

    def __init__(self) -> None:
        """Begins without selections and without rows."""
        self.counts: Counts = np.empty(0, np.uint16)
        self._times: NDArray[np.int64] = np.empty(0, np.int64)
        self._rows: Rows = np.empty(0, np.int32)
        self.version = 0
        """Grows with every change of a number."""
        self._passed = 0
        self._since = 0

    @property
    def byte_count(self) -> int:
        """Returns the size of the selections and of their numbers."""
        return self.counts.nbytes + self._times.nbytes + self._rows.nbytes

    def resize(self, size: int) -> None:
        """Makes room for as many rows as `size`, or gives back room that is not used."""
        kept = self.counts[:size]
        self.counts = np.zeros(size, np.uint16)
        self.counts[: len(kept)] = kept

    def counts_after(self, since: int) -> Counts:
        """Returns the number of selections of each row after `since`, which may lie before that of the last call."""
        if since != self._since:
            passed = int(np.searchsorted(self._times, since, side="right"))
            if passed != self._passed:
                np.subtract.at(self.counts, self._rows[self._passed : passed], 1)
                np.add.at(self.counts, self._rows[passed : self._passed], 1)
                self.version += 1
            self._passed, self._since = passed, since
        return self.counts

    def replace(self, changed: Sequence[int], rows: Sequence[int], times: Sequence[int]) -> None:
        """Replaces all selections of the `changed` rows by these."""
        stays = ~np.isin(self._rows, np.asarray(changed, np.int32))
        fresh_rows, fresh_times = np.asarray(rows, np.int32), np.asarray(times, np.int64)
        self.counts[np.asarray(changed, np.intp)] = 0
        np.add.at(self.counts, fresh_rows[fresh_times > self._since], 1)
        self._put(
            np.concatenate([self._times[stays], fresh_times]),
            np.concatenate([self._rows[stays], fresh_rows]),
        )

    def add(self, rows: NDArray[np.int32], times: NDArray[np.int64]) -> None:
        """Adds the selections of rows that had none."""
        np.add.at(self.counts, rows[times > self._since], 1)
        self._put(np.concatenate([self._times, times]), np.concatenate([self._rows, rows]))

    def _put(self, times: NDArray[np.int64], rows: NDArray[np.int32]) -> None:
        if len(times) > 1 and np.any(times[1:] < times[:-1]):
            order = np.argsort(times, kind="stable")
            times, rows = times[order], rows[order]
        self._times, self._rows = times, rows
        self.version += 1
        self._passed = int(np.searchsorted(times, self._since, side="right"))
