"""The generated people: numbered instead of named, with the traits that searches use."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Kind, Scale, dice, joined_at, made_up_id
from hushroom_adapters.local.seeding.traits import BIOS, LANGUAGES, TAGS, TIERS, ZONES
from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.companions.model import Companion, CompanionMode, CompanionTier
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency, SpokenLanguage, User, UserRole
from hushroom_domain.shared.ids import CompanionId, LanguageId, SlotId, UserId
from hushroom_domain.shared.money import ZERO, Money

BIRTHDAY = date(1985, 6, 15)
REVIEWED_OF_20 = 19
ONLINE_OF_10 = 3


def seeker_id(scale: Scale, number: int) -> UserId:
    return UserId(made_up_id(Kind.SEEKER, number, joined_at(scale, number, scale.users)))


def companion_user_id(scale: Scale, number: int) -> UserId:
    return UserId(made_up_id(Kind.COMPANION_USER, number, joined_at(scale, number, scale.companions)))


def companion_id(scale: Scale, number: int) -> CompanionId:
    return CompanionId(made_up_id(Kind.COMPANION, number, joined_at(scale, number, scale.companions)))


def users(scale: Scale, hashed: str) -> Iterator[User]:
    """Yields the seekers, then the users of the companions; all have the password hash `hashed`."""
    for number in range(scale.users):
        yield _user(scale, Kind.SEEKER, number, hashed)
    for number in range(scale.companions):
        yield _user(scale, Kind.COMPANION_USER, number, hashed)


def _user(scale: Scale, kind: Kind, number: int, hashed: str) -> User:
    is_seeker = kind is Kind.SEEKER
    handle = f"{'seeker' if is_seeker else 'companion'}-{number:06d}"
    joined = joined_at(scale, number, scale.users if is_seeker else scale.companions)
    throw = dice(kind, number)
    return User(
        id=UserId(made_up_id(kind, number, joined)),
        email=f"{handle}@{MAIL_DOMAIN}",
        address_key=f"{handle}@{MAIL_DOMAIN}",
        password_hash=hashed,
        display_name=handle,
        date_of_birth=BIRTHDAY + timedelta(days=throw.randrange(6000)),
        role=UserRole.USER if is_seeker else UserRole.COMPANION,
        is_email_verified=True,
        is_age_verified=True,
        timezone=throw.choice(ZONES),
        created_at=joined,
        updated_at=joined,
    )


def languages(scale: Scale) -> Iterator[SpokenLanguage]:
    """Yields one to three languages for each companion, the preferred one first."""
    proficiencies = (Proficiency.NATIVE, Proficiency.FLUENT, Proficiency.ADVANCED)
    for number in range(scale.companions):
        joined, user_id = joined_at(scale, number, scale.companions), companion_user_id(scale, number)
        throw = dice(Kind.LANGUAGE, number)
        for position, language in enumerate(_some(throw.choices(LANGUAGES, k=throw.randint(1, 3)))):
            yield SpokenLanguage(
                id=LanguageId(made_up_id(Kind.LANGUAGE, number * 3 + position, joined)),
                user_id=user_id,
                language=language,
                proficiency=proficiencies[position],
                is_preferred=position == 0,
            )


def tier_of(number: int) -> CompanionTier:
    return dice(Kind.COMPANION, number).choice(TIERS)


def is_approved(number: int) -> bool:
    """Returns whether a companion is approved; every twentieth waits for review."""
    return number % 20 != REVIEWED_OF_20


def hourly_rate(number: int) -> tuple[Money, Money]:
    """Returns the base rate, in steps of half a euro, and the expert premium."""
    throw = dice(Kind.COMPANION, number)
    tier = throw.choice(TIERS)
    dearer = {CompanionTier.STANDARD: 0, CompanionTier.VERIFIED: 8_00, CompanionTier.EXPERT: 20_00}[tier]
    base = Money(12_00 + dearer + throw.randrange(60) * 50)
    return base, Money(throw.randrange(1, 5) * 5_00) if tier is CompanionTier.EXPERT else ZERO


def companions(scale: Scale) -> Iterator[Companion]:
    """Yields the profiles as they are before any session."""
    for number in range(scale.companions):
        joined = joined_at(scale, number, scale.companions)
        base, premium = hourly_rate(number)
        throw = dice(Kind.SLOT, number)
        approved = is_approved(number)
        yield Companion(
            id=companion_id(scale, number),
            user_id=companion_user_id(scale, number),
            type=tier_of(number),
            status=CompanionStatus.APPROVED if approved else CompanionStatus.PENDING_REVIEW,
            bio=throw.choice(BIOS),
            base_rate=base,
            expert_premium=premium,
            expertise_tags=_some(throw.choices(TAGS, k=throw.randint(2, 6))),
            identity_verified=tier_of(number) is not CompanionTier.STANDARD,
            max_concurrent=throw.choice((1, 1, 1, 2, 3)),
            drift_enforcement=throw.choice(tuple(CompanionMode)),
            is_online=approved and throw.randrange(10) < ONLINE_OF_10,
            last_active_at=scale.now - timedelta(minutes=throw.randrange(20 * 24 * 60)),
            created_at=joined,
            updated_at=scale.now,
        )


def slots(scale: Scale) -> Iterator[Slot]:
    """Yields slots on two to five days a week; every fourth companion has none and is free at any time."""
    days = tuple(Weekday)
    for number in range(scale.companions):
        if number % 4 == 0:
            continue
        joined, owner = joined_at(scale, number, scale.companions), companion_id(scale, number)
        throw = dice(Kind.SLOT, number)
        start, zone = throw.randint(6, 14), throw.choice(ZONES)
        for position, day in enumerate(sorted(throw.sample(range(7), throw.randint(2, 5)))):
            yield Slot(
                id=SlotId(made_up_id(Kind.SLOT, number * 7 + position, joined)),
                companion_id=owner,
                day_of_week=days[day],
                start_time=time(start),
                end_time=time(start + throw.randint(3, 8)),
                timezone=zone,
                created_at=joined,
                updated_at=joined,
            )


def _some(chosen: Sequence[str]) -> tuple[str, ...]:
    """Returns the chosen values, each once, in their order."""
    return tuple(dict.fromkeys(chosen))
