"""Generators: random numbers from the number of a thing, ids from time and number, and the scale of a population."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.errors import RuleViolated, ValidationFailed

T = TypeVar("T")

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
    WEEK = 12
    VISIT = 13


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

    @cached_property
    def first_second(self) -> int:
        """Returns the second since 1970 at which the first person joined."""
        return int((self.now - HISTORY - timedelta(days=1)).timestamp())

    @property
    def is_nothing(self) -> bool:
        return not (self.companions or self.users or self.sessions)


class Dice:
    """Random numbers that are the same for the same thing in each run: the digits of one hash, in changing bases.

    A generator of the standard library takes longer to begin than a thing needs numbers. 256 bits are enough for
    forty numbers below 50.
    """

    __slots__ = ("_left",)

    def __init__(self, kind: Kind, number: int) -> None:
        self._left = int.from_bytes(blake2b(number.to_bytes(8, "big"), digest_size=32, salt=bytes((kind,))).digest())

    def below(self, bound: int) -> int:
        """Returns a number from 0 up to `bound`, without `bound`."""
        self._left, found = divmod(self._left, bound)
        return found

    def choice(self, among: Sequence[T]) -> T:
        return among[self.below(len(among))]

    def choices(self, among: Sequence[T], count: int) -> tuple[T, ...]:
        """Returns `count` elements, of which some may be the same."""
        return tuple([among[self.below(len(among))] for _ in range(count)])

    def sample(self, among: Sequence[T], count: int) -> list[T]:
        """Returns `count` elements at different places."""
        left = list(among)
        return [left.pop(self.below(len(left))) for _ in range(count)]


def made_up_id(kind: Kind, number: int, second: int) -> UUID:
    """Returns a UUID of version 7 with the time `second` (since 1970), made unique by kind and number."""
    return UUID(int=(high_half(kind, second) << 64) | LOW_HALF | number)


def high_half(kind: Kind, second: int) -> int:
    """Returns the first 64 bits of a made-up id: the time, the version and the kind."""
    return (second * 1000) << 16 | 7 << 12 | kind


LOW_HALF = 1 << 63
"""The last 64 bits of the made-up id of the thing with the number 0: the variant."""


def joined_at(scale: Scale, number: int, of: int) -> int:
    """Returns the second at which a generated person joined; the last joins a day before the oldest session."""
    return scale.first_second + number * 86_400 // max(of, 1)


def moment_of(second: int) -> datetime:
    """Returns the time of a second since 1970."""
    return datetime.fromtimestamp(second, UTC)
