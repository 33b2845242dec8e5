"""The generated people: numbered instead of named, with the traits that searches use."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from attrs import frozen

from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Dice, Kind, Scale, joined_at, made_up_id, moment_of
from hushroom_adapters.local.seeding.traits import BIOS, LANGUAGES, TAGS, TIERS, ZONES
from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.companions.model import Companion, CompanionMode, CompanionTier
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency, SpokenLanguage, User, UserRole
from hushroom_domain.shared.ids import CompanionId, LanguageId, SlotId, UserId
from hushroom_domain.shared.money import Money

BIRTHDAY = date(1985, 6, 15)
BIRTHDAYS = 6_000
REVIEWED_OF_20 = 19
ONLINE_OF_10 = 3
DEARER = {CompanionTier.STANDARD: 0, CompanionTier.VERIFIED: 8_00, CompanionTier.EXPERT: 20_00}
MODES = tuple(CompanionMode)
SEATS = (1, 1, 1, 2, 3)
PROFICIENCIES = (Proficiency.NATIVE, Proficiency.FLUENT, Proficiency.ADVANCED)
DAYS = tuple(Weekday)
KNOWN_TERMS = 131_072
"""Terms that are remembered, because sessions meet the same companions again."""


@frozen
class Terms:
    """The tier and the hourly rates of a companion, in minor units."""

    tier: CompanionTier
    base: int
    premium: int

    @property
    def hourly(self) -> int:
        return self.base + self.premium


@frozen
class Traits:
    """The other traits of a companion that searches use."""

    bio: str
    tags: tuple[str, ...]
    seats: int
    mode: CompanionMode
    is_approved: bool
    is_online: bool
    idle: timedelta


def seeker_id(scale: Scale, number: int) -> UserId:
    return UserId(made_up_id(Kind.SEEKER, number, joined_at(scale, number, scale.users)))


def companion_user_id(scale: Scale, number: int) -> UserId:
    return UserId(made_up_id(Kind.COMPANION_USER, number, joined_at(scale, number, scale.companions)))


def companion_id(scale: Scale, number: int) -> CompanionId:
    return CompanionId(made_up_id(Kind.COMPANION, number, joined_at(scale, number, scale.companions)))


def handle_of(kind: Kind, number: int) -> str:
    return f"{'seeker' if kind is Kind.SEEKER else 'companion'}-{number:06d}"


def birthday_and_zone(kind: Kind, number: int) -> tuple[int, str]:
    """Returns the birthday of a person, in days after `BIRTHDAY`, and the time zone."""
    dice = Dice(kind, number)
    return dice.below(BIRTHDAYS), dice.choice(ZONES)


def seeker(scale: Scale, number: int) -> User:
    return _user(Kind.SEEKER, number, joined_at(scale, number, scale.users))


def companion_user(scale: Scale, number: int) -> User:
    return _user(Kind.COMPANION_USER, number, joined_at(scale, number, scale.companions))


def _user(kind: Kind, number: int, joined: int) -> User:
    handle = handle_of(kind, number)
    days, zone = birthday_and_zone(kind, number)
    return User(
        id=UserId(made_up_id(kind, number, joined)),
        email=f"{handle}@{MAIL_DOMAIN}",
        address_key=f"{handle}@{MAIL_DOMAIN}",
        display_name=handle,
        date_of_birth=BIRTHDAY + timedelta(days=days),
        role=UserRole.USER if kind is Kind.SEEKER else UserRole.COMPANION,
        is_email_verified=True,
        is_age_verified=True,
        timezone=zone,
        created_at=moment_of(joined),
        updated_at=moment_of(joined),
    )


def spoken_by(number: int) -> tuple[str, ...]:
    """Returns the one to three languages of a companion, the preferred one first."""
    dice = Dice(Kind.LANGUAGE, number)
    return _some(dice.choices(LANGUAGES, 1 + dice.below(3)))


def languages(scale: Scale, number: int) -> Iterator[SpokenLanguage]:
    joined, user_id = joined_at(scale, number, scale.companions), companion_user_id(scale, number)
    for position, language in enumerate(spoken_by(number)):
        yield SpokenLanguage(
            id=LanguageId(made_up_id(Kind.LANGUAGE, number * 3 + position, joined)),
            user_id=user_id,
            language=language,
            proficiency=PROFICIENCIES[position],
            is_preferred=position == 0,
        )


def is_approved(number: int) -> bool:
    """Returns whether a companion is approved; every twentieth waits for review."""
    return number % 20 != REVIEWED_OF_20


@lru_cache(maxsize=KNOWN_TERMS)
def terms_of(number: int) -> Terms:
    """Returns the tier, the base rate in steps of half a euro, and the expert premium."""
    dice = Dice(Kind.COMPANION, number)
    tier = dice.choice(TIERS)
    base = 12_00 + DEARER[tier] + dice.below(60) * 50
    return Terms(tier, base, (1 + dice.below(4)) * 5_00 if tier is CompanionTier.EXPERT else 0)


def traits_of(number: int) -> Traits:
    dice = Dice(Kind.SLOT, number)
    approved = is_approved(number)
    return Traits(
        bio=dice.choice(BIOS),
        tags=_some(dice.choices(TAGS, 2 + dice.below(5))),
        seats=dice.choice(SEATS),
        mode=dice.choice(MODES),
        is_approved=approved,
        is_online=dice.below(10) < ONLINE_OF_10 and approved,
        idle=timedelta(minutes=dice.below(20 * 24 * 60)),
    )


def companion(scale: Scale, number: int) -> Companion:
    """Returns a profile as it is before any session."""
    joined, terms, traits = joined_at(scale, number, scale.companions), terms_of(number), traits_of(number)
    return Companion(
        id=companion_id(scale, number),
        user_id=companion_user_id(scale, number),
        type=terms.tier,
        status=CompanionStatus.APPROVED if traits.is_approved else CompanionStatus.PENDING_REVIEW,
        bio=traits.bio,
        base_rate=Money(terms.base),
        expert_premium=Money(terms.premium),
        expertise_tags=traits.tags,
        identity_verified=terms.tier is not CompanionTier.STANDARD,
        max_concurrent=traits.seats,
        drift_enforcement=traits.mode,
        is_online=traits.is_online,
        last_active_at=scale.now - traits.idle,
        created_at=moment_of(joined),
        updated_at=scale.now,
    )


class WeeklyHours(NamedTuple):
    """The hours of a companion on one day of the week; a tuple, because millions are compared.

    `day` counts from 0 for Monday.
    """

    day: int
    start: int
    end: int
    zone: str


def hours_of(number: int) -> Iterator[WeeklyHours]:
    """Yields hours on two to five days a week; every fourth companion has none and is free at any time."""
    if number % 4 == 0:
        return
    dice = Dice(Kind.WEEK, number)
    start, zone = 6 + dice.below(9), dice.choice(ZONES)
    for day in sorted(dice.sample(range(7), 2 + dice.below(4))):
        yield WeeklyHours(day, start, start + 3 + dice.below(6), zone)


def slots(scale: Scale, number: int) -> Iterator[Slot]:
    joined, owner = joined_at(scale, number, scale.companions), companion_id(scale, number)
    for position, hours in enumerate(hours_of(number)):
        yield Slot(
            id=SlotId(made_up_id(Kind.SLOT, number * 7 + position, joined)),
            companion_id=owner,
            day_of_week=DAYS[hours.day],
            start_time=time(hours.start),
            end_time=time(hours.end),
            timezone=hours.zone,
            created_at=moment_of(joined),
            updated_at=moment_of(joined),
        )


def _some(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the chosen values, each once, in their order."""
    return tuple(dict.fromkeys(chosen))
