"""Contract tests of the candidates, against the domain's scorer."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.matching.model import CandidateSearch, Criteria, ScoredCandidate
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import Storage
from tests.support.existing import existing
from tests.support.populations import WEEK_AGO, Person, populations, ranked, searches

SEARCH = CandidateSearch(since=WEEK_AGO)


async def stored(kept: Storage, one: Person) -> Person:
    """Stores the companion with its languages and selections."""
    user = await kept.user()
    status = one.companion.status if one.is_offered else CompanionStatus.SUSPENDED
    companion = evolve(one.companion, user_id=user.id, status=status)
    async with kept.begin() as work:
        await work.companions.add(companion)
        await work.users.replace_languages(user.id, [spoken(user, language) for language in one.languages])
    for moment in one.selected_at:
        await kept.session(companion, seeker=user, matched_at=moment, status=SessionStatus.CANCELLED)
    return evolve(one, companion=companion)


def ids(found: tuple[ScoredCandidate, ...]) -> list[CompanionId]:
    return [one.companion_id for one in found]


class CandidatesContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    @pytest.fixture
    def known(self) -> list[Person]:
        """Returns the companions that earlier examples stored, which are candidates of later ones."""
        return []

    @settings(
        max_examples=6,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    async def test_order_and_scores_are_those_of_the_scorer(
        self, kept: Storage, known: list[Person], data: st.DataObject
    ) -> None:
        taken = {one.companion.id for one in known}
        known += [await stored(kept, one) for one in data.draw(populations) if one.companion.id not in taken]
        for _ in range(8):
            search = data.draw(searches(known))
            expected = ranked(known, search)
            for limit in (1, 7, 20, 1_000):
                assert await kept.candidates.best(search, limit) == expected[:limit]

    async def test_candidates_are_the_approved_active_companions_but_ones_own(self, kept: Storage) -> None:
        own = await kept.companion()
        await kept.companion(status=CompanionStatus.SUSPENDED)
        await kept.companion(status=CompanionStatus.PENDING_REVIEW)
        await kept.companion(await kept.user(deleted_at=NOW))
        await kept.companion(await kept.user(is_active=False))
        companion = await kept.companion()
        assert set(ids(await kept.candidates.best(SEARCH, 10))) == {own.id, companion.id}
        assert ids(await kept.candidates.best(evolve(SEARCH, own=own.id), 10)) == [companion.id]

    async def test_selections_after_a_moment_are_counted(self, kept: Storage) -> None:
        companion, other = await kept.companion(), await kept.companion()
        for age in (timedelta(0), timedelta(days=6, hours=23), timedelta(days=7), timedelta(days=8)):
            await kept.session(companion, matched_at=NOW - age, status=SessionStatus.CANCELLED)
        await kept.session(other)
        found = {one.companion_id: one.score for one in await kept.candidates.best(SEARCH, 10)}
        fairness = {one: score.factors.fair_distribution for one, score in found.items()}
        assert fairness == {companion.id: 1 - 2 / 3, other.id: 1 - 1 / 3}

    @pytest.mark.parametrize(
        ("criteria", "found"),
        [
            (Criteria(language="EN"), "cheap dear"),
            (Criteria(expertise_tag="TAX"), "dear"),
            (Criteria(max_price=Money(20_00)), "cheap"),
            (Criteria(max_price=Money(19_99)), ""),
            (Criteria(max_price=Money(0)), ""),
            (Criteria(online_only=True), "online"),
            (Criteria(language="en", max_price=Money(60_00), expertise_tag="tax"), "dear"),
        ],
        ids=str,
    )
    async def test_candidates_meet_the_criteria(self, kept: Storage, criteria: Criteria, found: str) -> None:
        cheap = await kept.companion(base_rate=Money(15_00), expert_premium=Money(5_00))
        dear = await kept.companion(base_rate=Money(50_00), expertise_tags=("Tax", "Law"))
        online = await kept.companion(base_rate=Money(99_00), is_online=True)
        async with kept.begin() as work:
            for companion in (cheap, dear):
                user = existing(await work.users.get(companion.user_id))
                await work.users.replace_languages(user.id, [spoken(user, "ar"), spoken(user, "en")])
        names = {cheap.id: "cheap", dear.id: "dear", online.id: "online"}
        best = await kept.candidates.best(evolve(SEARCH, criteria=criteria, own=an_id()), 10)
        assert {names[one] for one in ids(best)} == set(found.split())
