"""Generators: seeded random numbers for each thing, ids from time and number, and the scale of a population."""

import random
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.errors import RuleViolated, ValidationFailed

MAIL_DOMAIN = "made-up.example.com"
"""A domain that never receives email."""
HISTORY = timedelta(days=400)
"""The time since the first generated person joined."""


class Kind(IntEnum):
    """The kind of thing that an id or a random number belongs to."""

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
    """The size of a population as of `now`; the same scale always generates the same people and history."""

    companions: int
    users: int
    sessions: int
    now: datetime

    @property
    def is_nothing(self) -> bool:
        return not (self.companions or self.users or self.sessions)


def dice(kind: Kind, number: int) -> random.Random:
    """Returns a random number generator that is the same for the same thing in each run."""
    return random.Random(number << 8 | kind)  # noqa: S311 what is made up need not be unguessable


def made_up_id(kind: Kind, number: int, at: datetime) -> UUID:
    """Returns a UUID of version 7 with the time `at`, made unique by kind and number."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | kind << 64 | 2 << 62 | number)


def joined_at(scale: Scale, number: int, of: int) -> datetime:
    """Returns the time at which a generated person joined; the last joins a day before the oldest session."""
    return scale.now - HISTORY - timedelta(days=1) + timedelta(seconds=number * 86_400 // max(of, 1))
