"""The vocabulary: each text once, with the rows of the candidates that have it."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
SEPARATOR = "\0"
"""Stands between the texts; PostgreSQL stores no text that contains it."""
REMEMBERED_WORDS = 4_096


class Vocabulary:
    """An inverted index from texts to rows, whose texts can be searched for parts."""

    def __init__(self) -> None:
        """Begins without texts."""
        self._numbers: dict[str, int] = {}
        self._rows: list[Rows] = []
        self._unjoined: dict[int, list[Rows]] = {}
        self._joined, self._starts, self._longest = "", list[int](), 0
        self._met: OrderedDict[str, tuple[int, list[int]]] = OrderedDict()

    @property
    def size(self) -> int:
        """Returns the number of texts."""
        return len(self._numbers)

    def add(self, text: str, rows: Rows) -> None:
        """Adds rows to a text."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._rows)
            self._rows.append(rows)
            self._longest = max(self._longest, len(text))
        else:
            self._unjoined.setdefault(number, []).append(rows)

    def rows_of(self, text: str) -> Rows:
        """Returns the rows of exactly this text."""
        number = self._numbers.get(text)
        return np.empty(0, np.int32) if number is None else self._rows_at(number)

    def rows_meeting(self, word: str) -> Rows:
        """Returns the rows of all texts that contain `word` or stand in it; a row with several may be repeated."""
        found = [self._rows_at(number) for number in self._numbers_meeting(word)]
        return np.concatenate(found) if len(found) > 1 else found[0] if found else np.empty(0, np.int32)

    @property
    def byte_count(self) -> int:
        """Returns the size of all lists of rows."""
        return sum(self._rows_at(number).nbytes for number in range(len(self._rows)))

    def _rows_at(self, number: int) -> Rows:
        more = self._unjoined.pop(number, None)
        if more:
            self._rows[number] = np.concatenate([self._rows[number], *more])
        return self._rows[number]

    def _numbers_meeting(self, word: str) -> list[int]:
        known, found = self._met.pop(word, (-1, []))
        if known != self.size:
            found = sorted({*self._containing(word), *self._within(word)})
        self._met[word] = (self.size, found)
        if len(self._met) > REMEMBERED_WORDS:
            self._met.popitem(last=False)
        return found

    def _within(self, word: str) -> Iterator[int]:
        """Returns the texts that stand in `word`."""
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is not None:
                    yield number

    def _containing(self, word: str) -> Iterator[int]:
        """Returns the texts that contain `word`; all texts are searched as one."""
        if SEPARATOR in word:
            return
        self._join()
        at = self._joined.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            if number + 1 == len(self._starts):
                return
            at = self._joined.find(word, self._starts[number + 1])

    def _join(self) -> None:
        fresh = list(self._numbers)[len(self._starts) :]
        if not fresh:
            return
        start = len(self._joined)
        for text in fresh:
            self._starts.append(start)
            start += len(text) + 1
        self._joined += SEPARATOR.join([*fresh, ""])
