"""Candidates as their source gives them: slices and facts, made from companions in memory."""

import struct
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from hushroom_adapters.candidates.columns import Columns
from hushroom_adapters.candidates.scoring import microseconds
from hushroom_domain.shared.text import fold
from tests.support.populations import Person

HALF = 1 << 31


@frozen(kw_only=True)
class Facts:
    """The facts about one companion, as the table has them."""

    id: bytes
    is_offered: bool
    rate: int
    stats: tuple[float, float, float]
    is_online: bool
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    selected_at: tuple[int, ...]

    @property
    def mark(self) -> int:
        """Returns a checksum of four bytes."""
        return (hash((self.tags, self.languages)) & 0xFFFF_FFFF) - HALF

    @classmethod
    def of(cls, one: Person) -> "Facts":
        companion, stats = one.companion, one.companion.stats
        return cls(
            id=companion.id.bytes,
            is_offered=one.is_offered,
            rate=companion.hourly_rate.minor,
            stats=(stats.average_rating, stats.success_rate, stats.reputation_score),
            is_online=companion.is_online,
            tags=tuple(filter(None, map(fold, companion.expertise_tags))),
            languages=tuple(one.casefold() for one in one.languages),
            selected_at=tuple(map(microseconds, one.selected_at)),
        )


@frozen(kw_only=True)
class Slice:
    """A slice of the table."""

    ids: bytes
    rates: bytes
    stats: tuple[bytes, ...]
    online: bytes
    marks: bytes
    tags: Sequence[tuple[str, bytes]]
    languages: Sequence[tuple[str, bytes]]
    selections: tuple[bytes, bytes]

    @classmethod
    def of(cls, some: Sequence[Facts]) -> "Slice":
        selected = [(place, moment) for place, one in enumerate(some) for moment in one.selected_at]
        return cls(
            **_numbers_of(some),
            tags=_inverted([one.tags for one in some]),
            languages=_inverted([one.languages for one in some]),
            selections=(
                _packed("i", (place for place, _ in selected)),
                _packed("q", (moment for _, moment in selected)),
            ),
        )


@frozen(kw_only=True)
class Marks:
    """The facts with which columns are compared."""

    ids: bytes
    rates: bytes
    stats: tuple[bytes, ...]
    online: bytes
    marks: bytes
    selections: bytes

    @classmethod
    def of(cls, some: Collection[Facts], since: datetime) -> "Marks":
        after = microseconds(since)
        return cls(
            **_numbers_of(some),
            selections=_packed("i", (sum(moment > after for moment in one.selected_at) for one in some)),
        )


def columns_of(people: Iterable[Person], slice_size: int = 7) -> Columns:
    """Reads the offered companions into columns, a few in each slice."""
    facts = sorted((Facts.of(one) for one in people if one.is_offered), key=lambda one: one.id)
    return Columns.read(Slice.of(facts[start : start + slice_size]) for start in range(0, len(facts), slice_size))


def _numbers_of(some: Collection[Facts]) -> dict[str, Any]:
    return {
        "ids": b"".join(one.id for one in some),
        "rates": _packed("i", (one.rate for one in some)),
        "stats": tuple(_packed("d", (one.stats[number] for one in some)) for number in range(3)),
        "online": _packed("h", (one.is_online for one in some)),
        "marks": _packed("i", (one.mark for one in some)),
    }


def _packed(kind: str, values: Iterable[float]) -> bytes:
    return b"".join(struct.pack(f">{kind}", value) for value in values)


def _inverted(texts: Sequence[Sequence[str]]) -> list[tuple[str, bytes]]:
    found: dict[str, list[int]] = {}
    for place, some in enumerate(texts):
        for one in some:
            found.setdefault(one, []).append(place)
    return [(one, _packed("i", places)) for one, places in found.items()]
