"""Reputation: a number from 0 to 5 computed from all ratings of a companion (API v1, ratings)."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from hushroom_domain.ratings.model import Scores, Vote
from hushroom_domain.ratings.policy import (
    DECAY_PER_DAY,
    FULL_CONFIDENCE_RATINGS,
    IDLE_DECAY_PER_DAY,
    IDLE_GRACE,
)

DAY = timedelta(days=1)
HIGHEST = 5.0


@frozen(kw_only=True)
class Tally:
    """The sums of the ratings so far; replaying all ratings and adding them one by one give the same sums.

    The sums are weighted as of `as_of`, the time of the newest rating; a weighted mean does not depend on it.
    """

    weighted_sum: float = 0.0
    weights: float = 0.0
    overall_sum: int = 0
    count: int = 0
    as_of: datetime | None = None

    @classmethod
    def replay(cls, votes: Iterable[Vote]) -> "Tally":
        """Returns the tally of these ratings, which may come in any order."""
        tally = cls()
        for vote in sorted(votes, key=lambda vote: vote.at):
            tally = tally.with_vote(vote)
        return tally

    def with_vote(self, vote: Vote) -> "Tally":
        """Returns the tally with one more rating, which may be older than the newest."""
        newest = max(self.as_of or vote.at, vote.at)
        aged = weight(newest - (self.as_of or vote.at))
        own = weight(newest - vote.at)
        return Tally(
            weighted_sum=self.weighted_sum * aged + blend(vote.scores) * own,
            weights=self.weights * aged + own,
            overall_sum=self.overall_sum + vote.scores.overall,
            count=self.count + 1,
            as_of=newest,
        )

    @property
    def reputation(self) -> float:
        """Returns the weighted mean × min(n/20, 1), rounded to 2 decimals; 0 without ratings."""
        if not self.count:
            return 0.0
        confidence = min(self.count / FULL_CONFIDENCE_RATINGS, 1.0)
        return _shown(min(self.weighted_sum / self.weights * confidence, HIGHEST))

    @property
    def average(self) -> float:
        """Returns the plain mean of the overall scores, rounded to 2 decimals; 0 without ratings."""
        return round(self.overall_sum / self.count, 2) if self.count else 0.0


def _shown(value: float) -> float:
    """Rounds to 2 decimals, after rounding away the error that floats get from the order of adding."""
    return round(round(value, 9), 2)


def weight(age: timedelta) -> float:
    """Returns the weight of a rating of this age: e^(−0.01 × days)."""
    return math.exp(-DECAY_PER_DAY * (age / DAY))


def decayed(score: float, idle: timedelta) -> float:
    """Returns `score` after `idle` time: 0.5 % less for each day after the first 30, rounded to 2 decimals."""
    days = max(0.0, (idle - IDLE_GRACE) / DAY)
    return round(float(score * (1 - IDLE_DECAY_PER_DAY) ** days), 2)


def success_rate(achieved_goals: int, completed_sessions: int) -> float:
    """Returns achieved goals per completed session in percent, rounded to 2 decimals; 0 without sessions."""
    return round(100 * achieved_goals / completed_sessions, 2) if completed_sessions else 0.0


def blend(scores: Scores) -> float:
    """Returns one rating as a number from 1 to 5.

    It is 0.30 overall + 0.25 goal + 0.25 presence + 0.15 contract + 0.05 communication.
    """
    overall = scores.overall
    parts = (
        (0.30, overall),
        (0.25, scores.goal_achievement or overall),
        (0.25, scores.presence_quality or overall),
        (0.15, scores.contract_adherence or overall),
        (0.05, scores.communication or overall),
    )
    return sum(weight * part for weight, part in parts)
