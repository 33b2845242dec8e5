"""Populations of companions, and searches among them, as different as the limits of the domain allow."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from hushroom_domain.companions.model import Companion, ReputationStats
from hushroom_domain.companions.policy import TAG
from hushroom_domain.companions.queries import CompanionCard, LanguageSkill
from hushroom_domain.identity.model import Proficiency
from hushroom_domain.matching.model import Candidate, CandidateSearch, Criteria, ScoredCandidate, rank
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_companion, an_id
from tests.support.spellings import NOTHING, SAME

WEEK_AGO = NOW - timedelta(days=7)
WORDS = [
    *("tax", "Tax return", "tax return help", "taxes", "law", "LAW", "x", "ret", "urn", "writing", "creative writing"),
    *(spelling for pair in SAME.values() for spelling in pair),
    *NOTHING,
    "\u5f8b\u5e08",
    "\u0e01\u0e0f\u0e2b\u0e21\u0e32\u0e22",
    "\u0434\u0438\u043f\u043b\u043e\u043c \u0438 \u0442\u0435\u0437\u0438\u0441",
]
LANGUAGES = ("en", "EN-gb", "fr", "ar", "sw")
AGES = [timedelta(0), timedelta(days=3), timedelta(days=7), timedelta(days=7, microseconds=1), timedelta(days=12)]
"""The ages of selections: inside the window of fairness, at its edge and outside."""


@frozen(kw_only=True)
class Person:
    """A companion with its languages, the times of its selections, and whether it may be offered."""

    companion: Companion
    languages: tuple[str, ...] = ()
    selected_at: tuple[datetime, ...] = ()
    is_offered: bool = True

    @property
    def card(self) -> CompanionCard:
        skills = tuple(LanguageSkill(one, Proficiency.FLUENT) for one in self.languages)
        return CompanionCard(companion=self.companion, display_name=None, avatar_url=None, languages=skills)

    def candidate(self, since: datetime) -> Candidate:
        return Candidate(
            companion_id=self.companion.id,
            hourly_rate=self.companion.hourly_rate,
            expertise_tags=self.companion.expertise_tags,
            stats=self.companion.stats,
            selections=sum(moment > since for moment in self.selected_at),
        )


def ranked(people: Collection[Person], search: CandidateSearch) -> tuple[ScoredCandidate, ...]:
    """Returns all candidates of the search in the order of the domain's scorer."""
    found = (one for one in people if one.is_offered and one.companion.id != search.own)
    pool = [one.candidate(search.since) for one in found if search.criteria.admits(one.card)]
    return rank(pool, search.keywords, search.criteria)


_few = st.sampled_from([0.0, 1.0, 2.5, 5.0, 10 / 3])
"""Values that several companions share, so that scores are equal."""


def _up_to(most: int) -> st.SearchStrategy[float]:
    """Builds figures of reputations, none of them so small that the arithmetic of PostgreSQL refuses them."""
    return _few | st.floats(1e-9, most)


_stats = st.builds(
    ReputationStats,
    total_sessions=st.integers(0, 9),
    success_rate=_up_to(100),
    average_rating=_up_to(5),
    reputation_score=_up_to(5),
)
_tags = st.lists(st.sampled_from(WORDS), max_size=4).map(tuple)


@st.composite
def people(draw: Any) -> Person:
    companion = a_companion(
        id=draw(st.uuids(version=4)) if draw(st.booleans()) else an_id(),
        base_rate=Money(draw(st.sampled_from([1, 15_00, 20_00]) | st.integers(1, 1_000_00))),
        expert_premium=Money(draw(st.sampled_from([0, 5_00]))),
        expertise_tags=draw(_tags),
        stats=ReputationStats() if draw(st.booleans()) else draw(_stats),
        is_online=draw(st.booleans()),
    )
    ages = draw(st.lists(st.sampled_from(AGES), max_size=3))
    return Person(
        companion=companion,
        languages=draw(st.lists(st.sampled_from(LANGUAGES), max_size=2, unique_by=str.casefold).map(tuple)),
        selected_at=tuple(NOW - age for age in ages),
        is_offered=draw(st.sampled_from([True, True, True, False])),
    )


populations = st.lists(people(), max_size=25, unique_by=lambda one: one.companion.id)
_budgets = st.sampled_from([Money(0), Money(20_00), Money(200_00)]) | st.builds(Money, st.integers(1, 200_00))
criteria = st.builds(
    Criteria,
    language=st.none() | st.sampled_from(["EN", "en-GB", "ar"]),
    expertise_tag=st.none() | st.sampled_from([word for word in WORDS if TAG.wrong(word) is None]),
    max_price=st.none()
    | st.sampled_from([Money(0), Money(20_00), Money(200_00)])
    | st.builds(Money, st.integers(1, 200_00)),
    online_only=st.booleans(),
)
_keywords = st.lists(st.sampled_from(["", *WORDS]), max_size=6).map(tuple)


_searches = st.builds(
    CandidateSearch,
    keywords=_keywords,
    criteria=st.just(Criteria()) | criteria,
    since=st.sampled_from([WEEK_AGO, WEEK_AGO - timedelta(days=1), NOW - timedelta(days=2)]),
)


@st.composite
def searches(draw: Any, among: Sequence[Person] = ()) -> CandidateSearch:
    """Builds a search; half of them have no criteria, and some belong to a companion `among` these.

    The number of draws does not depend on `among`.
    """
    search: CandidateSearch = draw(_searches)
    number: int = draw(st.integers(0, 30))
    return evolve(search, own=among[number].companion.id) if number < len(among) else search
