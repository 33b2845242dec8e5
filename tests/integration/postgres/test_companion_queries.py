"""The queries about companions that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.companions.model import CompanionTier, ReputationStats
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort, LanguageSkill
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency, UserRole
from hushroom_domain.matching.model import CandidateSearch
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Window
from tests.support.builders import NOW, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage, as_admin, as_user
from tests.support.existing import existing
from tests.support.spellings import DIFFERENT, NOTHING, SAME
from tests.support.walking import walked

ALL = Window(take=100)


async def three_companions(kept: PostgresStorage) -> dict[Any, Any]:
    best = ReputationStats(average_rating=4.8)
    expert = await kept.companion(type=CompanionTier.EXPERT, bio="Patient", expertise_tags=("Deep work",), stats=best)
    plain = await kept.companion(bio="patient, 100% calm, acb")
    online = await kept.companion(
        await kept.user(display_name="Amal"), expertise_tags=("deep WORK", "Tax"), is_online=True
    )
    async with kept.begin() as work:
        user = existing(await work.users.get(plain.user_id))
        await work.users.replace_languages(user.id, [spoken(user, "en"), spoken(user, "fr-CA")])
    return {expert.id: "expert", plain.id: "plain", online.id: "online"}


async def companions_found(kept: PostgresStorage, search: CompanionSearch) -> set[Any]:
    page = await kept.queries.companions.search(search, Window(take=1_000))
    assert page.total == len(page.items)
    return {card.companion.id for card in page.items}


async def test_the_own_profile_has_user_and_languages(kept: PostgresStorage) -> None:
    user = await kept.user()
    companion = await kept.companion(user, status=CompanionStatus.PENDING_REVIEW)
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, [spoken(user, "fr"), spoken(user, "en", Proficiency.FLUENT)])
    own = existing(await kept.queries.companions.own(user.id))
    assert (own.companion, own.user) == (companion, user)
    assert own.languages == (
        LanguageSkill("fr", Proficiency.NATIVE),
        LanguageSkill("en", Proficiency.FLUENT),
    )
    assert await kept.queries.companions.own(an_id()) is None


async def test_a_card_is_shown_to_everybody_once_approved(kept: PostgresStorage) -> None:
    user = await kept.user(display_name="Nour", avatar_url="https://hushroom.test/n.png")
    companion = await kept.companion(user)
    card = existing(await kept.queries.companions.card(companion.id, None))
    assert (card.companion, card.display_name, card.avatar_url) == (
        companion,
        "Nour",
        user.avatar_url,
    )
    assert card.languages == ()
    assert await kept.queries.companions.card(an_id(), as_admin()) is None


@pytest.mark.parametrize("status", [CompanionStatus.PENDING_REVIEW, CompanionStatus.SUSPENDED])
async def test_only_its_owner_and_admins_see_a_card_that_is_not_approved(
    kept: PostgresStorage, status: CompanionStatus
) -> None:
    companion = await kept.companion(status=status)
    seen_by = [as_user(companion.user_id, UserRole.COMPANION), as_admin(), as_user(an_id()), None]
    cards = [await kept.queries.companions.card(companion.id, viewer) for viewer in seen_by]
    assert [card is not None for card in cards] == [True, True, False, False]


async def test_a_companion_whose_account_is_closed_is_not_shown(kept: PostgresStorage) -> None:
    companion = await kept.companion(await kept.user(is_active=False))
    assert await kept.queries.companions.card(companion.id, None) is None
    assert (await kept.queries.companions.search(CompanionSearch(), ALL)).items == ()


async def test_a_companion_goes_off_the_list_and_comes_back_with_its_account_and_its_approval(
    kept: PostgresStorage,
) -> None:
    user = await kept.user()
    companion = await kept.companion(user, status=CompanionStatus.PENDING_REVIEW)
    steps = (
        (user, companion, 0),
        (user, evolve(companion, status=CompanionStatus.APPROVED), 1),
        (evolve(user, is_active=False), evolve(companion, status=CompanionStatus.APPROVED), 0),
        (user, evolve(companion, status=CompanionStatus.APPROVED), 1),
        (evolve(user, deleted_at=NOW), evolve(companion, status=CompanionStatus.APPROVED), 0),
        (user, evolve(companion, status=CompanionStatus.APPROVED), 1),
        (user, evolve(companion, status=CompanionStatus.SUSPENDED), 0),
    )
    for person, profile, shown in steps:
        async with kept.begin() as work:
            await work.users.save(person)
            await work.companions.save(profile)
        page = await kept.queries.companions.search(CompanionSearch(), ALL)
        best = await kept.candidates.best(CandidateSearch(since=NOW), 10)
        offers = await kept.asked.matching.offers([companion.id], with_hours=True)
        assert (page.total, len(page.items), len(best), len(offers)) == (shown,) * 4


async def test_a_search_shows_those_online_first_then_by_reputation_then_by_id(kept: PostgresStorage) -> None:
    low, high, twin, online = [
        await kept.companion(stats=ReputationStats(reputation_score=score), is_online=is_online)
        for score, is_online in ((1.0, False), (4.5, False), (4.5, False), (0.5, True))
    ]
    await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    page = await kept.queries.companions.search(CompanionSearch(), ALL)
    assert [card.companion.id for card in page.items] == [online.id, high.id, twin.id, low.id]
    assert page.total == 4


async def test_a_page_is_a_window_and_knows_the_total(kept: PostgresStorage) -> None:
    everybody = [await kept.companion() for _ in range(5)]
    page = await kept.queries.companions.search(CompanionSearch(), Window(take=2, skip=3))
    assert [card.companion for card in page.items] == everybody[3:]
    assert page.total == 5
    beyond = await kept.queries.companions.search(CompanionSearch(), Window(take=2, skip=50))
    assert (beyond.items, beyond.total) == ((), 5)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"type": CompanionTier.EXPERT}, "expert"),
        ({"min_rating": 4.5}, "expert"),
        ({"min_rating": 0.0}, "expert plain online"),
        ({"language": "FR-ca"}, "plain"),
        ({"expertise_tag": "DEEP work"}, "expert online"),
        ({"is_online": True}, "online"),
        ({"is_online": False}, "expert plain"),
        ({"is_online": False, "expertise_tag": "deep work", "min_rating": 4.0}, "expert"),
        ({"text": "PATIENT"}, "expert plain"),
        ({"text": "  "}, "expert plain online"),
        ({"text": "deep patient"}, "expert"),
        ({"text": "amal"}, "online"),
        ({"text": "100%"}, "plain"),
        ({"text": "a_b"}, ""),
        ({"text": "c\\d"}, ""),
        ({"text": "a deep a deep a deep amal"}, "online"),
    ],
    ids=str,
)
async def test_a_search_finds_what_it_asks_for(kept: PostgresStorage, search: dict[str, Any], found: str) -> None:
    names = await three_companions(kept)
    page = await kept.queries.companions.search(CompanionSearch(**search), ALL)
    assert {names[card.companion.id] for card in page.items} == set(found.split())
    assert page.total == len(found.split())


async def test_a_search_finds_a_word_in_bio_tags_and_name_however_it_is_spelled(kept: PostgresStorage) -> None:
    for one, other in SAME.values():
        user = await kept.user(display_name=f"x {one}")
        named = await kept.companion(user, bio="Calm")
        told = await kept.companion(bio=f"Calm {one}\nand more")
        tagged = await kept.companion(expertise_tags=(one,))
        found = await companions_found(kept, CompanionSearch(text=f"  {other} "))
        assert {named.id, told.id, tagged.id} <= found, other
        assert await companions_found(kept, CompanionSearch(text=f"{other} calm")) >= {named.id, told.id}
        assert tagged.id in await companions_found(kept, CompanionSearch(expertise_tag=other))


async def test_a_search_does_not_take_one_word_for_another(kept: PostgresStorage) -> None:
    for one, other in DIFFERENT.values():
        companion = await kept.companion(bio=one, expertise_tags=(one,))
        assert companion.id not in await companions_found(kept, CompanionSearch(text=other)), other
        assert companion.id not in await companions_found(kept, CompanionSearch(expertise_tag=other)), other


@pytest.mark.parametrize("text", NOTHING)
async def test_a_search_for_what_folds_to_nothing_finds_nobody(kept: PostgresStorage, text: str) -> None:
    await kept.companion(bio="Calm", expertise_tags=("writing", text))
    assert await companions_found(kept, CompanionSearch(text=text)) == set()
    assert await companions_found(kept, CompanionSearch(expertise_tag=text)) == set()


async def test_a_search_follows_a_change_of_name_and_words(kept: PostgresStorage) -> None:
    user = await kept.user(display_name="Amal")
    companion = await kept.companion(user, bio="Old words")
    async with kept.begin() as work:
        await work.users.save(evolve(user, display_name="Basma"))
        await work.companions.save(evolve(companion, bio="New ones"))
    for text, total in (("basma new", 1), ("amal", 0), ("old", 0)):
        assert (await kept.queries.companions.search(CompanionSearch(text=text), ALL)).total == total


async def test_applications_wait_in_the_order_in_which_they_came(kept: PostgresStorage) -> None:
    late = await kept.companion(status=CompanionStatus.PENDING_REVIEW, created_at=NOW + timedelta(hours=1))
    early = await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    await kept.companion()
    assert [profile.companion for profile in (await kept.queries.companions.pending(ALL)).items] == [early, late]


@pytest.mark.parametrize("take", [1, 2, 5])
async def test_pages_of_applications_hold_every_one_once_while_others_apply(kept: PostgresStorage, take: int) -> None:
    waiting = [
        await kept.companion(status=CompanionStatus.PENDING_REVIEW, created_at=NOW + timedelta(hours=number // 3))
        for number in range(5)
    ]
    apply = partial(kept.companion, status=CompanionStatus.PENDING_REVIEW, created_at=NOW - timedelta(hours=1))
    seen = await walked(kept.queries.companions.pending, take, apply)
    assert [profile.companion for profile in seen] == sorted(waiting, key=lambda one: (one.created_at, one.id))


@pytest.mark.parametrize("take", [1, 2, 3, 8])
@pytest.mark.parametrize("search", [{}, {"text": "calm"}, {"language": "en", "min_rating": 0.0}], ids=str)
async def test_pages_of_a_search_hold_everyone_once_while_better_ones_appear(
    kept: PostgresStorage, take: int, search: dict[str, Any]
) -> None:
    every = [
        await kept.companion(stats=ReputationStats(reputation_score=score), is_online=is_online, bio="Calm")
        for score in (4.5, 0.1, 4.5)
        for is_online in (True, False, True)
    ]
    async with kept.begin() as work:
        for one in every:
            owner = existing(await work.users.get(one.user_id))
            await work.users.replace_languages(owner.id, [spoken(owner, "en")])
    best = partial(kept.companion, stats=ReputationStats(reputation_score=5.0), is_online=True, bio="Calm")
    seen = await walked(partial(kept.queries.companions.search, CompanionSearch(**search)), take, best)
    ranked = sorted(every, key=lambda one: (not one.is_online, -one.stats.reputation_score, one.id))
    assert [card.companion for card in seen] == ranked


async def test_companions_are_found_up_to_a_price_and_sorted_by_it(kept: PostgresStorage) -> None:
    rates = {"dear": Money(40_00), "cheap": Money(12_50), "fair": Money(20_00)}
    names = {(await kept.companion(base_rate=rate)).id: name for name, rate in rates.items()}
    premium = await kept.companion(base_rate=Money(19_00), expert_premium=Money(2_00))
    names[premium.id] = "premium"

    async def sorted_names(**about: Any) -> list[str]:
        search = CompanionSearch(sort=CompanionSort.PRICE, **about)
        cards = await walked(partial(kept.queries.companions.search, search), take=1)
        return [names[card.companion.id] for card in cards]

    assert await sorted_names() == ["cheap", "fair", "premium", "dear"]
    assert await sorted_names(max_price=Money(20_00)) == ["cheap", "fair"]
    assert await companions_found(kept, CompanionSearch(max_price=Money(12_49))) == set()
