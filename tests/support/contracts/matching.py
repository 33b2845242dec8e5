"""What matching is told by those who keep its rows."""

from datetime import timedelta

import pytest

from hushroom_domain.companions.machine import Status
from hushroom_domain.companions.model import Standing
from hushroom_domain.matching.model import NO_WISH, Candidate, Wish
from hushroom_domain.matching.queries import Calendar, Wanted
from hushroom_domain.sessions.machine import Status as SessionStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_booking, a_goal, a_slot, an_id
from tests.support.contracts.accounts import spoken
from tests.support.contracts.kept import Kept

WEEK_AGO = NOW - timedelta(days=7)


class MatchingContract:
    """Inherit it and give a fixture `kept`."""

    async def test_a_session_is_wanted_with_the_keywords_of_its_goal(self, kept: Kept):
        bare, aimed = await kept.session(), await kept.session()
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=aimed.id, keywords=("tax", "law")))
        assert await kept.views.matching.wanted(bare.id) == Wanted(bare)
        assert await kept.views.matching.wanted(aimed.id) == Wanted(aimed, ("tax", "law"))
        assert await kept.views.matching.wanted(an_id()) is None

    async def test_candidates_are_what_is_scored_of_approved_active_companions_but_ones_own(self, kept: Kept):
        seeker = await kept.user()
        await kept.companion(seeker)
        await kept.companion(status=Status.SUSPENDED)
        await kept.companion(await kept.user(deleted_at=NOW))
        standing = Standing(total_sessions=3, success_rate=66.67, average_rating=4.5, reputation_score=0.68)
        companion = await kept.companion(
            base_rate=Money(15_00), expert_premium=Money(5_50), expertise_tags=("Tax", "law"), standing=standing
        )
        (candidate,) = await kept.views.matching.candidates(seeker.id, NO_WISH, WEEK_AGO, 10)
        assert candidate == Candidate(
            companion_id=companion.id, hourly_rate=Money(20_50), expertise_tags=("Tax", "law"), standing=standing
        )

    async def test_the_cards_are_those_of_the_companions_asked_for_that_are_still_offered(self, kept: Kept):
        suspended = await kept.companion(status=Status.SUSPENDED)
        gone = await kept.companion(await kept.user(deleted_at=NOW))
        await kept.companion()
        companion = await kept.companion(await kept.user(display_name="Nour"))
        async with kept.begin() as work:
            user = await work.users.get(companion.user_id)
            await work.users.replace_languages(user.id, [spoken(user, "fr"), spoken(user, "en")])
        cards = await kept.views.matching.cards([companion.id, suspended.id, gone.id, an_id()])
        assert cards == {companion.id: await kept.views.companions.card(companion.id, None)}

    async def test_candidates_are_the_first_by_presence_reputation_and_id(self, kept: Kept):
        low, high, online = [
            await kept.companion(standing=Standing(reputation_score=score), is_online=is_online)
            for score, is_online in ((1.0, False), (3.0, False), (0.0, True))
        ]
        ranked = [online.id, high.id, low.id]
        for limit in (2, 3, 4):
            candidates = await kept.views.matching.candidates(an_id(), NO_WISH, WEEK_AGO, limit)
            assert [one.companion_id for one in candidates] == ranked[:limit]

    async def test_selections_after_a_moment_are_counted(self, kept: Kept):
        companion, other = await kept.companion(), await kept.companion()
        for age in (timedelta(0), timedelta(days=6, hours=23), timedelta(days=7), timedelta(days=8)):
            await kept.session(companion, matched_at=NOW - age, status=SessionStatus.CANCELLED)
        await kept.session(other)
        candidates = await kept.views.matching.candidates(an_id(), NO_WISH, WEEK_AGO, 10)
        assert {one.companion_id: one.selections for one in candidates} == {companion.id: 2, other.id: 1}

    @pytest.mark.parametrize(
        ("wish", "found"),
        [
            (Wish(language="EN"), {"cheap", "dear"}),
            (Wish(expertise_tag="TAX"), {"dear"}),
            (Wish(max_price=Money(20_00)), {"cheap"}),
            (Wish(max_price=Money(19_99)), set()),
            (Wish(max_price=Money(0)), set()),
            (Wish(online_only=True), {"online"}),
            (Wish(language="en", max_price=Money(60_00), expertise_tag="tax"), {"dear"}),
        ],
        ids=str,
    )
    async def test_candidates_fulfil_the_wish(self, kept: Kept, wish, found):
        cheap = await kept.companion(base_rate=Money(15_00), expert_premium=Money(5_00))
        dear = await kept.companion(base_rate=Money(50_00), expertise_tags=("Tax", "Law"))
        online = await kept.companion(base_rate=Money(99_00), is_online=True)
        async with kept.begin() as work:
            for companion in (cheap, dear):
                user = await work.users.get(companion.user_id)
                await work.users.replace_languages(user.id, [spoken(user, "ar"), spoken(user, "en")])
        names = {cheap.id: "cheap", dear.id: "dear", online.id: "online"}
        candidates = await kept.views.matching.candidates(an_id(), wish, WEEK_AGO, 10)
        assert {names[one.companion_id] for one in candidates} == found

    async def test_every_companion_asked_for_has_a_calendar(self, kept: Kept):
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
        calendars = await kept.views.matching.calendars([idle.id, busy.id])
        assert calendars == {idle.id: Calendar(), busy.id: Calendar(slots, tuple(bookings[1:]))}
