"""Contract tests of the repository of companion profiles and of their queries."""

from datetime import timedelta

import pytest
from attrs import evolve

from hushroom_domain.companions.errors import AlreadyCompanion, CompanionNotFound
from hushroom_domain.companions.model import CompanionMode, CompanionTier, Favourite, ReputationStats
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, an_id
from tests.support.contracts.storage import Storage


class CompanionsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_profile_comes_back_as_it_was(self, kept: Storage) -> None:
        companion = await kept.companion(
            bio="Quiet company",
            expert_premium=Money(12_34),
            expertise_tags=("Writing", "tax, returns", 'quo"ted', ""),
            certifications=("First aid",),
            stripe_account_id="acct_1",
            type=CompanionTier.EXPERT,
            drift_enforcement=CompanionMode.STRICT,
            last_active_at=NOW,
            stats=ReputationStats(total_sessions=3, success_rate=66.67, average_rating=4.33, reputation_score=0.65),
        )
        async with kept.begin() as work:
            assert await work.companions.get(companion.id) == companion
            assert await work.companions.lock(companion.id) == companion
            assert await work.companions.lock_of_user(companion.user_id) == companion
            assert await work.companions.by_stripe_account("acct_1") == companion

    async def test_a_user_has_one_profile(self, kept: Storage) -> None:
        companion = await kept.companion()
        async with kept.begin() as work:
            user = await work.users.get(companion.user_id)
        with pytest.raises(AlreadyCompanion):
            await kept.companion(user)

    async def test_a_profile_that_is_not_there_is_missing(self, kept: Storage) -> None:
        async with kept.begin() as work:
            assert await work.companions.get(an_id()) is None
            assert await work.companions.by_stripe_account("acct_none") is None
            with pytest.raises(CompanionNotFound):
                await work.companions.lock(an_id())
            with pytest.raises(CompanionNotFound):
                await work.companions.lock_of_user(an_id())

    async def test_a_saved_profile_is_changed(self, kept: Storage) -> None:
        companion = await kept.companion()
        changed = evolve(companion, bio="New", expertise_tags=("b", "a"), is_online=True, base_rate=Money(1))
        async with kept.begin() as work:
            await work.companions.save(changed)
        async with kept.begin() as work:
            assert await work.companions.get(companion.id) == changed

    async def test_a_profile_is_found_by_its_user(self, kept: Storage) -> None:
        companion = await kept.companion()
        async with kept.begin() as work:
            assert await work.companions.of_user(companion.user_id) == companion
            assert await work.companions.of_user(an_id()) is None

    async def test_favourites_are_kept_newest_first_and_removed_one_by_one(self, kept: Storage) -> None:
        first, second, user = await kept.companion(), await kept.companion(), await kept.user()
        marks = [
            Favourite(id=an_id(), user_id=user.id, companion_id=one.id, created_at=NOW + timedelta(days=days))
            for days, one in enumerate((first, second))
        ]
        async with kept.begin() as work:
            for mark in marks:
                await work.favourites.add(mark)
        async with kept.begin() as work:
            assert await work.favourites.of_user(user.id) == tuple(reversed(marks))
            assert await work.favourites.of_user(first.user_id) == ()
            await work.favourites.remove(user.id, first.id)
            await work.favourites.remove(user.id, first.id)
        async with kept.begin() as work:
            assert await work.favourites.of_user(user.id) == (marks[1],)
