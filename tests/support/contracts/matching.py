"""Contract tests of the matching queries."""

from hushroom_domain.companions.queries import CompanionCard, LanguageSkill
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Proficiency
from hushroom_domain.matching.queries import Calendar, OfferedCompanion, SessionToMatch
from tests.support.builders import NOW, a_booking, a_goal, a_slot, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import Storage
from tests.support.existing import existing


class MatchingContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_session_is_wanted_with_the_keywords_of_its_goal(self, kept: Storage) -> None:
        bare, aimed = await kept.session(), await kept.session()
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=aimed.id, keywords=("tax", "law")))
        found = existing(await kept.asked.matching.wanted(bare.id))
        assert (found.session, found.keywords, found.own) == (bare, (), None)
        found = existing(await kept.asked.matching.wanted(aimed.id))
        assert (found.session, found.keywords) == (aimed, ("tax", "law"))
        assert await kept.asked.matching.wanted(an_id()) is None

    async def test_a_session_is_wanted_with_the_profile_of_its_seeker(self, kept: Storage) -> None:
        seeker = await kept.user()
        await kept.companion()
        companion, session = await kept.companion(seeker), await kept.session(seeker=seeker)
        found = existing(await kept.asked.matching.wanted(session.id))
        assert found == SessionToMatch(session, own=companion.id, newest_change=found.newest_change)

    async def test_offers_are_the_cards_of_those_who_are_approved_and_active_now(self, kept: Storage) -> None:
        companion = await kept.companion(await kept.user(display_name="Nour"))
        other = await kept.companion()
        suspended = await kept.companion(status=CompanionStatus.SUSPENDED)
        gone = await kept.companion(await kept.user(is_active=False))
        deleted = await kept.companion(await kept.user(deleted_at=NOW))
        async with kept.begin() as work:
            user = existing(await work.users.get(companion.user_id))
            await work.users.replace_languages(user.id, [spoken(user, "fr"), spoken(user, "en")])
        skills = (LanguageSkill("fr", Proficiency.NATIVE), LanguageSkill("en", Proficiency.NATIVE))
        card = CompanionCard(companion=companion, display_name="Nour", avatar_url=None, languages=skills)
        named = [one.id for one in (companion, suspended, gone, deleted)]
        assert await kept.asked.matching.offers([*named, an_id()], with_hours=True) == {
            companion.id: OfferedCompanion(card)
        }
        assert await kept.asked.matching.offers([], with_hours=True) == {}
        both = await kept.asked.matching.offers([other.id, companion.id], with_hours=True)
        assert set(both) == {other.id, companion.id}

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
        expected = {idle.id: Calendar(), busy.id: Calendar(slots, tuple(bookings[1:]))}
        assert await kept.asked.matching.calendars([idle.id, busy.id]) == expected
        offers = await kept.asked.matching.offers([idle.id, busy.id], with_hours=True)
        assert {one: offer.calendar for one, offer in offers.items()} == expected
        blocks = await kept.asked.matching.offers([idle.id, busy.id], with_hours=False)
        assert {one: offer.calendar for one, offer in blocks.items()} == {
            idle.id: Calendar(),
            busy.id: Calendar(slots[1:], tuple(bookings[1:])),
        }
