"""The visits of a population: pairs, times and scores, from which all other rows are generated."""

from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple

from attrs import frozen

from hushroom_adapters.local.seeding.generators import (
    HISTORY,
    Dice,
    Kind,
    NobodyToMeet,
    Scale,
    TooManySessions,
    moment_of,
)
from hushroom_adapters.local.seeding.people import companion, is_approved
from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.ratings.model import Scores, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.ratings.use_cases.recompute_reputation import stats_of

LONGEST_GAP = 180 * 86_400
SHORTEST_GAP = 90 * 60
"""The longest and the shortest time between two starts of one companion, in seconds; the longest session fits in."""
REST = 4 * 3_600
"""Seconds since the newest session began, at least."""
LENGTHS = (15, 30, 30, 45, 60)
STARS = (2, 3, 4, 4, 5, 5, 5, 5)
RATED_OF_10, ANSWERED_OF_10, ACHIEVED_OF_10 = 8, 5, 7
RATED_AFTER = timedelta(hours=2)
ASPECTS = 5
SCORES = len(STARS) ** ASPECTS
"""The number of ways to give stars for every aspect."""
HANDS = len(LENGTHS) * 10 * 10 * 10 * len(STARS) * SCORES
"""The number of ways in which visits of the same two people at the same time may differ, which 32 bits can hold."""
FRACTION = 1 << 53


class Visit(NamedTuple):
    """One completed session. `scores` are given by the seeker, `answer` by the companion; either may be missing.

    `second` is the start, in seconds since 1970. A tuple, because millions are made twice.
    """

    number: int
    companion: int
    seeker: int
    minutes: int
    second: int
    is_achieved: bool
    scores: Scores | None
    answer: int | None

    @property
    def start(self) -> datetime:
        return moment_of(self.second)

    @property
    def last_second(self) -> int:
        """Returns the second since 1970 at which it ended."""
        return self.second + self.minutes * 60

    @property
    def end(self) -> datetime:
        return moment_of(self.last_second)

    @property
    def rated_at(self) -> datetime:
        return moment_of(self.last_second + RATED_AFTER.seconds)


@frozen
class Visits:
    """All visits of a population, in 24 bytes each, by number; and the order of the starts.

    `dealt` is the rest of each visit, one of so many `HANDS`.
    """

    scale: Scale
    companions: "array[int]"
    seekers: "array[int]"
    dealt: "array[int]"
    starts: "array[int]"
    order: "array[int]"

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Visit]:
        """Yields the visits, oldest first."""
        return map(self._visit, self.order)

    def by_companion(self) -> Iterator[tuple[int, list[Visit]]]:
        """Yields the number of each companion that had visits, in ascending order, with its visits."""
        numbers = sorted(range(len(self)), key=self.companions.__getitem__)
        for found, theirs in groupby(numbers, key=self.companions.__getitem__):
            yield found, list(map(self._visit, theirs))

    def _visit(self, number: int) -> Visit:
        left, length = divmod(self.dealt[number], len(LENGTHS))
        left, achieved = divmod(left, 10)
        left, rated = divmod(left, 10)
        left, answered = divmod(left, 10)
        stars, answer = divmod(left, len(STARS))
        return Visit(
            number,
            self.companions[number],
            self.seekers[number],
            LENGTHS[length],
            self.starts[number],
            achieved < ACHIEVED_OF_10,
            _scores(stars) if rated < RATED_OF_10 else None,
            STARS[answer] if answered < ANSWERED_OF_10 else None,
        )


def visits(scale: Scale) -> Visits:
    """Returns all visits; the sessions of a companion do not overlap. Raises: TooManySessions, NobodyToMeet."""
    if scale.sessions and not (scale.companions and scale.users):
        raise NobodyToMeet
    companions = array("I", (_companion_of(scale, number) for number in range(scale.sessions)))
    seekers, dealt = array("I"), array("I")
    for number in range(scale.sessions):
        dice = Dice(Kind.VISIT, number)
        seekers.append(dice.below(scale.users))
        dealt.append(dice.below(HANDS))
    starts = _starts(scale, companions)
    order = array("I", sorted(range(len(starts)), key=starts.__getitem__))
    return Visits(scale, companions, seekers, dealt, starts, order)


def reputations(past: Visits) -> Iterator[ReputationStats]:
    """Yields the reputation of each companion by the domain's own formula."""
    met = past.by_companion()
    known, theirs = next(met, (None, []))
    for number in range(past.scale.companions):
        if number == known:
            yield stats_of(companion(past.scale, number), _record(theirs), past.scale.now)
            known, theirs = next(met, (None, []))
        else:
            yield ReputationStats()


def _record(theirs: list[Visit]) -> Record:
    return Record(
        completed_sessions=len(theirs),
        achieved_goals=sum(visit.is_achieved for visit in theirs),
        votes=tuple(Vote(visit.scores, visit.rated_at) for visit in theirs if visit.scores),
        last_session_end=moment_of(max(visit.last_second for visit in theirs)),
    )


def _companion_of(scale: Scale, number: int) -> int:
    """Returns the companion of a visit; some companions have far more visits than others."""
    chosen = int(scale.companions * (Dice(Kind.SESSION, number).below(FRACTION) / FRACTION) ** 2)
    return chosen if is_approved(chosen) else chosen - 1


def _starts(scale: Scale, companions: "array[int]") -> "array[int]":
    """Returns the starts, in seconds: those of a companion are spread evenly over half a year, or over longer."""
    counts = array("I", bytes(4 * scale.companions))
    for companion_number in companions:
        counts[companion_number] += 1
    gaps = array("I", (_gap(count) for count in counts))
    now = int(scale.now.timestamp())
    following = array("q", (now - REST - _delay(number, gap) for number, gap in enumerate(gaps)))
    starts = array("q", bytes(8 * len(companions)))
    for number, companion_number in enumerate(companions):
        starts[number] = following[companion_number]
        following[companion_number] -= gaps[companion_number]
    return starts


def _gap(count: int) -> int:
    """Returns the seconds between the starts of a companion with `count` visits."""
    gap = max(LONGEST_GAP // max(count, 1), SHORTEST_GAP)
    if gap * (count + 1) > HISTORY.total_seconds():
        raise TooManySessions
    return gap


def _delay(number: int, gap: int) -> int:
    return Dice(Kind.COMPANION, number).below(FRACTION) * (gap - SHORTEST_GAP) // FRACTION


@cache
def _scores(stars: int) -> Scores:
    """Returns one of so many `SCORES`."""
    given = []
    for _ in range(ASPECTS):
        stars, one = divmod(stars, len(STARS))
        given.append(STARS[one])
    overall, goal, presence, contract, communication = given
    return Scores(
        overall=overall,
        goal_achievement=goal,
        presence_quality=presence,
        contract_adherence=contract,
        communication=communication,
    )
