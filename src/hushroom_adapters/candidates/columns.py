"""The columns: one array for each fact about candidates, with one row for each candidate.

The first rows are in the order of their ids, as they were read; later ones follow in any order. The tags and languages
of a row never change: a candidate with others gets a new row, and the old one is no longer offered.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hushroom_adapters.candidates.ports import CandidateFacts, CandidateMarks, CandidateSlice
from hushroom_adapters.candidates.selections import Selections
from hushroom_adapters.candidates.vocabulary import Rows, Vocabulary
from hushroom_domain.matching.rules.formula import contributions, fairness_of, reputation_of

ID = np.dtype("S16")
SPARE = 16
"""One sixteenth of the rows are kept free for candidates to come."""
FIRST_SPARE = 256
ONLINE, UNTAGGED = 2, 1
"""The flags of a row; they share a byte."""
HUNDREDTHS = 100
UNEVEN = 0xFFFF
"""Stands for a reputation score that is no whole number of hundredths, which no code of the platform writes."""


class Columns:
    """The facts about all candidates."""

    def __init__(self) -> None:
        """Begins without candidates."""
        self.size, self.ordered = 0, 0
        self.ids: NDArray[Any] = np.empty(0, ID)
        self.rates: NDArray[np.int32] = np.empty(0, np.int32)
        self.reputations: NDArray[np.float64] = np.empty(0, np.float64)
        self.reputation_points: NDArray[np.uint8] = np.empty(0, np.uint8)
        self.scores: NDArray[np.uint16] = np.empty(0, np.uint16)
        self.marks: NDArray[np.int32] = np.empty(0, np.int32)
        self.is_offered: NDArray[np.bool_] = np.empty(0, np.bool_)
        self.flags: NDArray[np.uint8] = np.empty(0, np.uint8)
        self.selections = Selections()
        self.tags, self.languages = Vocabulary(), Vocabulary()
        self._later: dict[bytes, int] = {}
        self._base_points: tuple[tuple[int, int], NDArray[np.uint8]] = ((-1, -1), self.reputation_points)

    @property
    def byte_count(self) -> int:
        """Returns the size of the arrays, without the texts of tags and languages."""
        arrays: list[NDArray[Any]] = [getattr(self, name) for name in (*_ARRAYS, "ids")]
        own = sum(array.nbytes for array in arrays)
        return own + self.selections.byte_count + self.tags.byte_count + self.languages.byte_count

    @property
    def is_online(self) -> NDArray[np.bool_]:
        """Returns for each row whether its companion is online."""
        return (self.flags[: self.size] & ONLINE).astype(np.bool_)

    @property
    def is_untagged(self) -> NDArray[np.uint8]:
        """Returns for each row 1 for a companion without tags, and 0 for others."""
        return self.flags[: self.size] & np.uint8(UNTAGGED)

    @property
    def is_worn(self) -> bool:
        """Returns whether so many candidates have got new rows that reading all of them again pays."""
        return self.size - self.ordered > max(4_096, self.ordered // 8)

    def row_of(self, companion_id: bytes) -> int | None:
        """Returns the row of a candidate, None when it has none."""
        later = self._later.get(companion_id)
        if later is not None:
            return later
        row = int(np.searchsorted(self.ids[: self.ordered], np.array(companion_id, ID)))
        return row if row < self.ordered and self.id_at(row) == companion_id else None

    def id_at(self, row: int) -> bytes:
        """Returns the id of the candidate in a row."""
        # The library leaves out zeros at the end.
        return bytes(self.ids[row]).ljust(16, b"\0")

    def ids_at(self, rows: NDArray[Any]) -> list[bytes]:
        """Returns the ids of the candidates in some rows."""
        return [one.ljust(16, b"\0") for one in self.ids[rows].tolist()]

    def base_points(self, most_selections: int) -> NDArray[np.uint8]:
        """Returns the rounded reputation and fairness of each row, for the present numbers of selections.

        They are kept until a number or a candidate changes.
        """
        asked = (self.selections.version, most_selections)
        known, points = self._base_points
        if known != asked:
            fairness = fairness_of(np.arange(most_selections + 1), most_selections)
            table = rounded(contributions(0.0, 0.0, fairness, 0.0)[2])
            counts = self.selections.counts[: self.size]
            points = self.reputation_points[: self.size] + np.take(table, counts, mode="clip")
            self._base_points = asked, points
        return points

    @classmethod
    def read(cls, slices: Iterable[CandidateSlice]) -> Self:
        """Reads all candidates, in the order of their ids."""
        columns = cls()
        selected: list[tuple[Rows, NDArray[np.int64]]] = [(np.empty(0, np.int32), np.empty(0, np.int64))]
        for part in slices:
            rows, times = part.selections
            selected.append((_rows(rows, columns.size), np.frombuffer(times, ">i8").astype(np.int64)))
            columns._add(part)
        columns._resize(columns.size)
        columns.selections.add(*(np.concatenate(found) for found in zip(*selected, strict=True)))
        return columns

    def _add(self, part: CandidateSlice) -> None:
        """Adds the next candidates."""
        ids = np.frombuffer(part.ids, ID)
        start, end = self.size, self.size + len(ids)
        if end > len(self.ids):
            self._resize(max(end, len(self.ids) + len(self.ids) // 4))
        here = slice(start, end)
        self.ids[here] = ids
        self.rates[here] = np.frombuffer(part.rates, ">i4")
        self._write_reputations(here, [np.frombuffer(one, ">f8") for one in part.stats])
        self.marks[here] = np.frombuffer(part.marks, ">i4")
        self.flags[here] = np.where(np.frombuffer(part.online, ">i2"), ONLINE | UNTAGGED, UNTAGGED)
        self.is_offered[here] = True
        for tag, places in part.tags:
            rows = _rows(places, start)
            self.flags[rows] &= ONLINE
            self.tags.add(tag, rows)
        for language, places in part.languages:
            self.languages.add(language, _rows(places, start))
        self.size = self.ordered = end

    def put(self, changes: Sequence[CandidateFacts]) -> None:
        """Takes over the facts about candidates that changed."""
        emptied: list[int] = []
        rows: list[int] = []
        times: list[int] = []
        for facts in changes:
            old = self.row_of(facts.id)
            row = self._row_for(facts, old)
            emptied += [one for one in (old, row) if one is not None]
            if row is not None:
                self._write(row, facts)
                rows += [row] * len(facts.selected_at)
                times += facts.selected_at
        if emptied:
            self.selections.replace(emptied, rows, times)

    def differing(self, marks: CandidateMarks, since: int) -> tuple[NDArray[np.int64], list[bytes]]:
        """Compares a slice of the table with the columns.

        Returns the rows of its candidates, and the ids of those whose facts or numbers of selections are not the same.
        """
        ids = np.frombuffer(marks.ids, ID)
        rows = self._rows_of(ids)
        is_same = self._is_same(np.maximum(rows, 0), marks, since) & (rows >= 0) if self.size else rows >= 0
        return rows[rows >= 0], [bytes(one).ljust(16, b"\0") for one in ids[~is_same]]

    def _is_same(self, known: NDArray[np.int64], marks: CandidateMarks, since: int) -> NDArray[np.bool_]:
        stats = [np.frombuffer(one, ">f8") for one in marks.stats]
        pairs = (
            (self.marks, np.frombuffer(marks.marks, ">i4")),
            (self.rates, np.frombuffer(marks.rates, ">i4")),
            (self.is_online, np.frombuffer(marks.online, ">i2")),
            (self.reputations, _reputation(stats)),
            (self.scores, _in_hundredths(stats[-1])),
            (self.selections.counts_after(since), np.frombuffer(marks.selections, ">i4")),
        )
        found: NDArray[np.bool_] = self.is_offered[known]
        for column, stored in pairs:
            found &= column[known] == stored
        return found

    def _rows_of(self, ids: NDArray[Any]) -> NDArray[np.int64]:
        """Returns the row of each id, -1 for one without a row."""
        rows = np.searchsorted(self.ids[: self.ordered], ids)
        found = np.full(len(ids), -1, np.int64)
        within = np.flatnonzero(rows < self.ordered)
        same = within[self.ids[rows[within]] == ids[within]]
        found[same] = rows[same]
        for place, one in enumerate(ids.tolist()) if self._later else ():
            found[place] = self._later.get(one.ljust(16, b"\0"), found[place])
        return found

    def _row_for(self, facts: CandidateFacts, old: int | None) -> int | None:
        """Returns the row that takes the facts, None when the companion is not offered."""
        if old is not None and facts.is_offered and self.marks[old] == facts.mark:
            return old
        if old is not None:
            self.is_offered[old] = False
        return self._add_row(facts) if facts.is_offered else None

    def _add_row(self, facts: CandidateFacts) -> int:
        row = self.size
        if row == len(self.ids):
            self._resize(row + max(FIRST_SPARE, row // SPARE))
        self.ids[row] = facts.id
        here = np.array([row], np.int32)
        for tag in facts.tags:
            self.tags.add(tag, here)
        for language in facts.languages:
            self.languages.add(language, here)
        self.flags[row] = 0 if facts.tags else UNTAGGED
        self._later[facts.id] = row
        self.size += 1
        return row

    def _write(self, row: int, facts: CandidateFacts) -> None:
        self.rates[row], self.marks[row] = facts.rate, facts.mark
        self.flags[row] = self.flags[row] & UNTAGGED | (ONLINE if facts.is_online else 0)
        self._write_reputations(row, facts.stats)
        self.is_offered[row] = True

    def _write_reputations(self, where: slice | int, stats: Sequence[Any]) -> None:
        found = _reputation(stats)
        self.reputations[where] = found
        self.scores[where] = _in_hundredths(stats[-1])
        self.reputation_points[where] = rounded(contributions(0.0, found, 0.0, 0.0)[1])

    def _resize(self, size: int) -> None:
        for name in ("ids", *_ARRAYS):
            old = getattr(self, name)
            new = np.zeros(size, old.dtype)
            new[: self.size] = old[: self.size]
            setattr(self, name, new)
        self.selections.resize(size)


_ARRAYS = ("rates", "reputations", "reputation_points", "scores", "marks", "is_offered", "flags")


def _reputation(stats: Sequence[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.clip(reputation_of(*stats), 0.0, 1.0)
    return found


def _in_hundredths(score: Any) -> NDArray[np.uint16]:
    """Returns reputation scores as whole hundredths, and `UNEVEN` for those that are none."""
    hundredths = np.rint(np.asarray(score) * HUNDREDTHS)
    is_even = (hundredths / HUNDREDTHS == score) & (hundredths >= 0) & (hundredths < UNEVEN)
    return np.where(is_even, hundredths, UNEVEN).astype(np.uint16)


def rounded(weighted: Any) -> NDArray[np.uint8]:
    """Returns weighted factors as whole hundredths; none is negative, so this rounds halves up."""
    return np.asarray(weighted + 0.5).astype(np.uint8)


def _rows(places: bytes, start: int) -> Rows:
    return np.frombuffer(places, ">i4").astype(np.int32) + np.int32(start)
