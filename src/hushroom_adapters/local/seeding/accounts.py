"""The demo accounts as data: at least one of each role and tier."""

from datetime import time

from attrs import frozen

from hushroom_domain.availability.model import Weekday
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.identity.model import Proficiency, UserRole
from hushroom_domain.shared.money import ZERO, Money

PASSWORD = "Password123!"  # noqa: S105 the password of every demo account, known to all
DOMAIN = "hushroom.com"
WORKDAYS = tuple(Weekday)[:5]


@frozen(kw_only=True)
class DemoProfile:
    """The profile of a demo companion, with the same hours on each of its days."""

    tier: CompanionTier
    bio: str
    base_rate: Money
    expert_premium: Money = ZERO
    tags: tuple[str, ...]
    certifications: tuple[str, ...] = ()
    mode: CompanionMode = CompanionMode.MODERATE
    days: tuple[Weekday, ...]
    start: time
    end: time


@frozen(kw_only=True)
class Account:
    """A demo account; `languages` begin with the preferred one."""

    name: str
    display_name: str
    role: UserRole = UserRole.USER
    timezone: str = "UTC"
    languages: tuple[tuple[str, Proficiency], ...] = (("en", Proficiency.FLUENT),)
    offer: DemoProfile | None = None

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


ACCOUNTS = (
    Account(name="admin", display_name="Demo Admin", role=UserRole.ADMIN),
    Account(name="user1", display_name="Demo Seeker 1", timezone="Europe/Paris"),
    Account(
        name="user2",
        display_name="Demo Seeker 2",
        timezone="America/New_York",
        languages=(("en", Proficiency.NATIVE), ("fr", Proficiency.INTERMEDIATE)),
    ),
    Account(
        name="companion1",
        display_name="Demo Companion 1",
        role=UserRole.COMPANION,
        timezone="Europe/Paris",
        languages=(("en", Proficiency.FLUENT), ("fr", Proficiency.NATIVE)),
        offer=DemoProfile(
            tier=CompanionTier.STANDARD,
            bio="Quiet company for work that wants an undisturbed hour.",
            base_rate=Money(25_00),
            tags=("focus", "deep-work", "studying", "writing"),
            days=WORKDAYS,
            start=time(9),
            end=time(17),
        ),
    ),
    Account(
        name="companion2",
        display_name="Demo Companion 2",
        role=UserRole.COMPANION,
        timezone="Europe/Berlin",
        languages=(("en", Proficiency.FLUENT), ("de", Proficiency.NATIVE)),
        offer=DemoProfile(
            tier=CompanionTier.VERIFIED,
            bio="Questions that lead from a pile of options to a plan.",
            base_rate=Money(35_00),
            tags=("planning", "decisions", "career", "prioritising"),
            mode=CompanionMode.STRICT,
            days=tuple(Weekday)[1:6],
            start=time(12),
            end=time(20),
        ),
    ),
    Account(
        name="companion3",
        display_name="Demo Companion 3",
        role=UserRole.COMPANION,
        timezone="Africa/Cairo",
        languages=(("en", Proficiency.FLUENT), ("ar", Proficiency.NATIVE), ("fr", Proficiency.ADVANCED)),
        offer=DemoProfile(
            tier=CompanionTier.EXPERT,
            bio="Listens without judging, and lands softly before the end.",
            base_rate=Money(50_00),
            expert_premium=Money(15_00),
            tags=("listening", "stress", "life-changes", "decisions"),
            certifications=("Active listening, advanced course",),
            mode=CompanionMode.FLEXIBLE,
            days=tuple(Weekday),
            start=time(8),
            end=time(14),
        ),
    ),
)
