"""Contract tests of the matching queries."""

from datetime import timedelta

import pytest

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.companions.queries import CompanionCard, LanguageSkill
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency
from hushroom_domain.matching.model import NO_CRITERIA, CandidateCard, Criteria, Shortlist
from hushroom_domain.matching.queries import Calendar, PoolLimits, SessionToMatch
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_booking, a_goal, a_slot, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import Storage
from tests.support.existing import existing
from tests.support.spellings import NOTHING

WEEK_AGO = NOW - timedelta(days=7)
TEN = PoolLimits(pool=10, best=10)
KEYWORDS = [(), ("TAX",), ("tax return", "Straße", "x"), ("", "law"), ("táx", "ء", "كتاب"), NOTHING]


def ids(best: Shortlist) -> set[CompanionId]:
    return {offer.card.companion.id for offer in best.offers}


async def kept_in_great_variety(kept: Storage) -> None:
    """Stores thirty companions whose scores differ, with a few ties."""
    tags = [
        (),
        ("", "\u200f"),
        ("Tax",),
        ("tax", "law"),
        ("STRASSE", "taxes"),
        ("tax return help",),
        ("ret", "urn"),
        ("x", "کتاب"),
    ]
    for number in range(30):
        stats = ReputationStats(
            total_sessions=number,
            success_rate=(number * 37 % 101) * 0.99,
            average_rating=(number * 13 % 51) / 10.2,
            reputation_score=(number * 7 % 31) / 6.3,
        )
        companion = await kept.companion(
            base_rate=Money(1_00 + number * 113),
            expert_premium=Money(number % 3 * 50),
            expertise_tags=tags[number % len(tags)],
            stats=stats if number % 5 else ReputationStats(),
        )
        for _ in range(number % 4):
            await kept.session(companion, matched_at=NOW, status=SessionStatus.CANCELLED)


class MatchingContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_session_is_wanted_with_the_keywords_of_its_goal(self, kept: Storage) -> None:
        bare, aimed = await kept.session(), await kept.session()
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=aimed.id, keywords=("tax", "law")))
        assert await kept.asked.matching.wanted(bare.id) == SessionToMatch(bare)
        assert await kept.asked.matching.wanted(aimed.id) == SessionToMatch(aimed, ("tax", "law"))
        assert await kept.asked.matching.wanted(an_id()) is None

    async def test_a_session_is_wanted_with_those_of_the_named_who_are_offered_now(self, kept: Storage) -> None:
        session, companion, other = await kept.session(), await kept.companion(), await kept.companion()
        suspended = await kept.companion(status=CompanionStatus.SUSPENDED)
        gone = await kept.companion(await kept.user(is_active=False))
        deleted = await kept.companion(await kept.user(deleted_at=NOW))
        named = [one.id for one in (companion, suspended, gone, deleted)]
        found = await kept.asked.matching.wanted(session.id, [*named, an_id()])
        assert found == SessionToMatch(session, offered=frozenset({companion.id}))
        assert other.id not in existing(await kept.asked.matching.wanted(session.id, named)).offered

    async def test_offers_are_the_cards_of_approved_active_companions_but_ones_own(self, kept: Storage) -> None:
        seeker = await kept.user()
        await kept.companion(seeker)
        await kept.companion(status=CompanionStatus.SUSPENDED)
        await kept.companion(await kept.user(deleted_at=NOW))
        companion = await kept.companion(await kept.user(display_name="Nour"))
        async with kept.begin() as work:
            user = existing(await work.users.get(companion.user_id))
            await work.users.replace_languages(user.id, [spoken(user, "fr"), spoken(user, "en")])
        best = await kept.asked.matching.shortlist(seeker.id, (), NO_CRITERIA, WEEK_AGO, TEN)
        skills = (LanguageSkill("fr", Proficiency.NATIVE), LanguageSkill("en", Proficiency.NATIVE))
        card = CompanionCard(companion=companion, display_name="Nour", avatar_url=None, languages=skills)
        assert best == Shortlist((CandidateCard(card=card),))

    async def test_candidates_are_the_first_by_presence_and_reputation(self, kept: Storage) -> None:
        low, high, online = [
            await kept.companion(stats=ReputationStats(reputation_score=score), is_online=is_online)
            for score, is_online in ((1.0, False), (3.0, False), (0.0, True))
        ]
        for pool, found in ((1, {online.id}), (2, {online.id, high.id}), (3, {online.id, high.id, low.id})):
            best = await kept.asked.matching.shortlist(
                an_id(), (), NO_CRITERIA, WEEK_AGO, PoolLimits(pool=pool, best=10)
            )
            assert ids(best) == found

    @pytest.mark.parametrize("criteria", [NO_CRITERIA, Criteria(max_price=Money(30_00))], ids=str)
    @pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
    async def test_the_shortlist_is_in_the_order_of_the_scorer(
        self, kept: Storage, criteria: Criteria, keywords: tuple[str, ...]
    ) -> None:
        await kept_in_great_variety(kept)
        whole = await kept.asked.matching.shortlist(
            an_id(), keywords, criteria, WEEK_AGO, PoolLimits(pool=100, best=100)
        )
        matches = whole.matches(keywords, criteria)
        assert [one.card for one in whole.offers] == [one.card for one in matches]
        assert len(matches) > 20
        for limit in (1, 7, 20):
            best = await kept.asked.matching.shortlist(
                an_id(), keywords, criteria, WEEK_AGO, PoolLimits(pool=100, best=limit)
            )
            assert best == Shortlist(whole.offers[:limit], whole.most_selections)
            assert best.matches(keywords, criteria) == matches[:limit]

    async def test_selections_after_a_moment_are_counted(self, kept: Storage) -> None:
        companion, other = await kept.companion(), await kept.companion()
        for age in (timedelta(0), timedelta(days=6, hours=23), timedelta(days=7), timedelta(days=8)):
            await kept.session(companion, matched_at=NOW - age, status=SessionStatus.CANCELLED)
        await kept.session(other)
        best = await kept.asked.matching.shortlist(an_id(), (), NO_CRITERIA, WEEK_AGO, TEN)
        assert {one.card.companion.id: one.selections for one in best.offers} == {companion.id: 2, other.id: 1}
        assert best.most_selections == 2

    @pytest.mark.parametrize(
        ("criteria", "found"),
        [
            (Criteria(language="EN"), {"cheap", "dear"}),
            (Criteria(expertise_tag="TAX"), {"dear"}),
            (Criteria(max_price=Money(20_00)), {"cheap"}),
            (Criteria(max_price=Money(19_99)), set()),
            (Criteria(max_price=Money(0)), set()),
            (Criteria(online_only=True), {"online"}),
            (Criteria(language="en", max_price=Money(60_00), expertise_tag="tax"), {"dear"}),
        ],
        ids=str,
    )
    async def test_candidates_fulfil_the_wish(self, kept: Storage, criteria: Criteria, found: set[str]) -> None:
        cheap = await kept.companion(base_rate=Money(15_00), expert_premium=Money(5_00))
        dear = await kept.companion(base_rate=Money(50_00), expertise_tags=("Tax", "Law"))
        online = await kept.companion(base_rate=Money(99_00), is_online=True)
        async with kept.begin() as work:
            for companion in (cheap, dear):
                user = existing(await work.users.get(companion.user_id))
                await work.users.replace_languages(user.id, [spoken(user, "ar"), spoken(user, "en")])
        names = {cheap.id: "cheap", dear.id: "dear", online.id: "online"}
        best = await kept.asked.matching.shortlist(an_id(), (), criteria, WEEK_AGO, TEN)
        assert {names[one] for one in ids(best)} == found

    async def test_every_companion_asked_for_has_a_calendar(self, kept: Storage) -> None:
        busy, idle, unasked = [await kept.companion() for _ in range(3)]
        sessions = [await kept.session(busy) for _ in range(3)]
        slots = a_slot(companion_id=busy.id), a_slot(companion_id=busy.id, is_blocked=True)
        bookings = [a_booking(session_id=one.id, companion_id=busy.id, seat=n + 1) for n, one in enumerate(sessions)]
        async with kept.begin() as work:
            for slot in (*slots, a_slot(companion_id=unasked.id)):
                await work.slots.add(slot)
            for booking in bookings:
                await work.bookings.add(booking)
            await work.bookings.release(sessions[0].id, NOW)
        calendars = await kept.asked.matching.calendars([idle.id, busy.id])
        assert calendars == {idle.id: Calendar(), busy.id: Calendar(slots, tuple(bookings[1:]))}
