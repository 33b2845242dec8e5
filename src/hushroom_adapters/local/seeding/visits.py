"""The visits of a population: pairs, times and scores, from which all other rows are generated."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from hushroom_adapters.local.seeding.generators import HISTORY, Kind, NobodyToMeet, Scale, TooManySessions, dice
from hushroom_adapters.local.seeding.people import companions, is_approved
from hushroom_domain.companions.model import Companion
from hushroom_domain.ratings.model import Scores, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.ratings.use_cases.recompute_reputation import stats_of

LONGEST_GAP = timedelta(days=180)
SHORTEST_GAP = timedelta(minutes=90)
"""The shortest time between two starts of one companion; the longest session fits in."""
LENGTHS = (15, 30, 30, 45, 60)
STARS = (2, 3, 4, 4, 5, 5, 5, 5)
RATED_OF_10, ANSWERED_OF_10, ACHIEVED_OF_10 = 8, 5, 7
RATED_AFTER = timedelta(hours=2)


@frozen(kw_only=True)
class Visit:
    """One completed session. `scores` are given by the seeker, `answer` by the companion; either may be missing."""

    number: int
    companion: int
    seeker: int
    minutes: int
    start: datetime
    is_achieved: bool
    scores: Scores | None
    answer: int | None

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def rated_at(self) -> datetime:
        return self.end + RATED_AFTER


def visits(scale: Scale) -> list[Visit]:
    """Returns all visits, oldest first; the sessions of a companion do not overlap. Raises: TooManySessions."""
    if scale.sessions and not (scale.companions and scale.users):
        raise NobodyToMeet
    numbers = _numbers_of_companions(scale)
    found = [
        _visit(scale, number, companion, start)
        for companion, theirs in numbers.items()
        for number, start in zip(theirs, _starts(scale, companion, len(theirs)), strict=True)
    ]
    return sorted(found, key=lambda visit: (visit.start, visit.number))


def companions_with_stats(scale: Scale, past: Sequence[Visit]) -> Iterator[Companion]:
    """Yields the profiles with the reputations that follow from their ratings, by the domain's own formula."""
    theirs: dict[int, list[Visit]] = defaultdict(list)
    for visit in past:
        theirs[visit.companion].append(visit)
    for number, profile in enumerate(companions(scale)):
        record = _record(theirs.get(number, []))
        yield evolve(profile, stats=stats_of(profile, record, scale.now))


def _record(theirs: Sequence[Visit]) -> Record:
    return Record(
        completed_sessions=len(theirs),
        achieved_goals=sum(visit.is_achieved for visit in theirs),
        votes=tuple(Vote(visit.scores, visit.rated_at) for visit in theirs if visit.scores),
        last_session_end=max((visit.end for visit in theirs), default=None),
    )


def _numbers_of_companions(scale: Scale) -> dict[int, list[int]]:
    """Returns the numbers of the visits of each companion; some companions have far more visits than others."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for number in range(scale.sessions):
        chosen = int(scale.companions * dice(Kind.SESSION, number).random() ** 2)
        numbers[chosen if is_approved(chosen) else chosen - 1].append(number)
    return numbers


def _starts(scale: Scale, companion: int, count: int) -> list[datetime]:
    """Returns `count` times, spread evenly over the past half year, or over longer when that is too short."""
    gap = max(LONGEST_GAP / count, SHORTEST_GAP)
    if gap * (count + 1) > HISTORY:
        raise TooManySessions
    late = dice(Kind.COMPANION, companion).random() * (gap - SHORTEST_GAP)
    newest = scale.now - timedelta(hours=4) - late
    return [(newest - gap * position).replace(microsecond=0) for position in range(count)]


def _visit(scale: Scale, number: int, companion: int, start: datetime) -> Visit:
    throw = dice(Kind.GOAL, number)
    minutes = throw.choice(LENGTHS)
    return Visit(
        number=number,
        companion=companion,
        seeker=throw.randrange(scale.users),
        minutes=minutes,
        start=start,
        is_achieved=throw.randrange(10) < ACHIEVED_OF_10,
        scores=_scores(throw.choices(STARS, k=5)) if throw.randrange(10) < RATED_OF_10 else None,
        answer=throw.choice(STARS) if throw.randrange(10) < ANSWERED_OF_10 else None,
    )


def _scores(stars: Sequence[int]) -> Scores:
    overall, goal, presence, contract, communication = stars
    return Scores(
        overall=overall,
        goal_achievement=goal,
        presence_quality=presence,
        contract_adherence=contract,
        communication=communication,
    )
