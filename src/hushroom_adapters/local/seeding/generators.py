"""What everything made up is made of: a seeded dice for each thing, ids that follow from time and number, a scale."""

import random
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.errors import RuleViolated, ValidationFailed

MAIL_DOMAIN = "made-up.example.com"
"""A domain that never receives mail."""
HISTORY = timedelta(days=400)
"""How long ago the first of the made-up people joined."""


class Kind(IntEnum):
    """What an id or a dice is for."""

    SEEKER = 1
    COMPANION_USER = 2
    COMPANION = 3
    LANGUAGE = 4
    SLOT = 5
    SESSION = 6
    GOAL = 7
    CONTRACT = 8
    PAYMENT = 9
    SEEKERS_RATING = 10
    COMPANIONS_RATING = 11


class TooManySessions(ValidationFailed):
    code = "seeding.too_many_sessions"
    message = "That many sessions do not fit into the companions' days: ask for more companions or fewer sessions"


class NobodyToMeet(RuleViolated):
    code = "seeding.nobody_to_meet"
    message = "Sessions need companions and users: ask for some of each"


@frozen(kw_only=True)
class Scale:
    """How much to make up, as of `now`; the same scale always gives the same people and the same past."""

    companions: int
    users: int
    sessions: int
    now: datetime

    @property
    def is_nothing(self) -> bool:
        return not (self.companions or self.users or self.sessions)


def dice(kind: Kind, number: int) -> random.Random:
    """Always the same throws for one thing."""
    return random.Random(number << 8 | kind)  # noqa: S311 what is made up need not be unguessable


def made_up_id(kind: Kind, number: int, at: datetime) -> UUID:
    """A UUID of version 7 made at `at`; kind and number make it one of its kind."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | kind << 64 | 2 << 62 | number)


def joined_at(scale: Scale, number: int, of: int) -> datetime:
    """The made-up people join one after the other, the last of them a day before the oldest session."""
    return scale.now - HISTORY - timedelta(days=1) + timedelta(seconds=number * 86_400 // max(of, 1))
