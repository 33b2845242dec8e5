"""Contract tests of the repository of ratings and of its queries."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.companions.model import Companion, ReputationStats
from hushroom_domain.identity.model import User, Viewer
from hushroom_domain.identity.queries import Person
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.ratings.model import Rating, Scores, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.ratings.queries import OwnRatings, RatingView
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.paging import Page, Slice, Window
from tests.support.builders import NOW, a_goal, a_rating, an_id
from tests.support.contracts.kept import Kept, as_admin, as_user
from tests.support.existing import existing
from tests.support.walking import Look, walked

ALL = Window(take=100)
FULL = Scores(overall=5, goal_achievement=4, presence_quality=3, contract_adherence=2, communication=1)


class RatingsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_party_rates_a_session_once(self, kept: Kept) -> None:
        session = await self._ended(kept)
        await self._rated(kept, session)
        with pytest.raises(AlreadyRated):
            await self._rated(kept, session, scores=Scores(overall=1))
        await self._rated(kept, session, by_companion=True)

    async def test_the_record_counts_what_was_completed_and_achieved(self, kept: Kept) -> None:
        companion = await kept.companion()
        ends = [NOW + timedelta(hours=hours) for hours in range(4)]
        statuses = (SessionStatus.COMPLETED, SessionStatus.DISPUTED, SessionStatus.ABANDONED, SessionStatus.COMPLETED)
        sessions = [
            await self._ended(kept, companion, status=status, ended_at=end)
            for status, end in zip(statuses, reversed(ends), strict=True)
        ]
        await kept.session(companion, status=SessionStatus.CANCELLED)
        await self._ended(kept)
        async with kept.begin() as work:
            for session, is_achieved in zip(sessions, (True, False, True, True), strict=True):
                await work.goals.add(a_goal(session_id=session.id, is_achieved=is_achieved))
        rating = await self._rated(kept, sessions[0], scores=FULL, is_public=False)
        await self._rated(kept, sessions[0], by_companion=True)
        async with kept.begin() as work:
            assert await work.ratings.record_of(companion.id) == Record(
                completed_sessions=3,
                achieved_goals=2,
                votes=(Vote(FULL, rating.created_at),),
                last_session_end=ends[-1],
            )

    async def test_a_companion_without_a_past_has_an_empty_record(self, kept: Kept) -> None:
        companion = await kept.companion()
        empty = Record(completed_sessions=0, achieved_goals=0, votes=(), last_session_end=None)
        async with kept.begin() as work:
            assert await work.ratings.record_of(companion.id) == empty
            assert await work.ratings.record_of(an_id()) == empty

    async def test_what_somebody_got_as_a_seeker_does_not_count_for_their_profile(self, kept: Kept) -> None:
        user = await kept.user()
        companion = await kept.companion(user)
        as_seeker = await self._ended(kept, await kept.companion(), seeker=user)
        await self._rated(kept, as_seeker, by_companion=True)
        async with kept.begin() as work:
            assert (await work.ratings.record_of(companion.id)).votes == ()
        assert existing(await kept.queries.ratings.of_companion(companion.id, Window(take=10))).total == 0

    async def test_idle_are_those_with_a_reputation_and_no_activity(self, kept: Kept) -> None:
        stats, long_ago = ReputationStats(reputation_score=1.0), NOW - timedelta(days=90)
        quiet, active, served, praised = [await kept.companion(stats=stats, created_at=long_ago) for _ in range(4)]
        await kept.companion(created_at=long_ago)
        await kept.companion(stats=stats)
        old = await self._ended(kept, praised, ended_at=long_ago)
        await self._ended(kept, served)
        await self._rated(kept, old)
        async with kept.begin() as work:
            await work.companions.save(evolve(active, last_active_at=NOW))
            assert await work.ratings.idle_companions(NOW - timedelta(days=30), 10) == (quiet.id,)
            first = await work.ratings.idle_companions(NOW + timedelta(days=1), 3)
            assert len(first) == 3
            rest = await work.ratings.idle_companions(NOW + timedelta(days=1), 3, first[-1])
            assert rest
            assert min(rest) > max(first)

    async def test_the_companion_of_a_session_is_known(self, kept: Kept) -> None:
        companion = await kept.companion()
        served, pending = await kept.session(companion), await kept.session()
        async with kept.begin() as work:
            found = [await work.ratings.companion_of(one) for one in (served.id, pending.id, an_id())]
        assert found == [companion.id, None, None]

    async def test_ratings_of_a_session_are_public_ones_and_ones_own(self, kept: Kept) -> None:
        session = await self._ended(kept)
        private = await self._rated(kept, session, is_public=False, comment="Between us")
        public = await self._rated(kept, session, by_companion=True, created_at=NOW + timedelta(hours=1))
        queries = kept.queries.ratings

        async def seen(viewer: Viewer) -> list[Any]:
            return [view.rating for view in existing(await queries.of_session(session.id, viewer))]

        assert await seen(as_user(session.seeker_id)) == [public, private]
        assert await seen(as_user(existing(session.companion_user_id))) == [public]
        assert await seen(as_admin()) == [public, private]
        assert await queries.of_session(session.id, as_user(an_id())) is None
        assert await queries.of_session(an_id(), as_admin()) is None

    async def test_a_session_without_ratings_has_an_empty_list(self, kept: Kept) -> None:
        session = await self._ended(kept)
        assert await kept.queries.ratings.of_session(session.id, as_user(session.seeker_id)) == ()

    async def test_a_companions_public_ratings_are_paged_newest_first(self, kept: Kept) -> None:
        companion = await kept.companion()
        ratings = [
            await self._rated(kept, await self._ended(kept, companion), created_at=NOW + timedelta(hours=hours))
            for hours in range(3)
        ]
        await self._rated(kept, await self._ended(kept, companion), is_public=False)
        page = existing(await kept.queries.ratings.of_companion(companion.id, Window(take=2, skip=1)))
        assert ([view.rating for view in page.items], page.total) == ([ratings[1], ratings[0]], 3)
        beyond = existing(await kept.queries.ratings.of_companion(companion.id, Window(take=2, skip=9)))
        assert (beyond.items, beyond.total) == ((), 3)
        assert await kept.queries.ratings.of_companion(an_id(), Window(take=2)) is None
        unrated = await kept.companion()
        assert await kept.queries.ratings.of_companion(unrated.id, Window(take=2)) == Page((), 0)

    async def test_a_rating_is_shown_with_both_people_and_its_session(self, kept: Kept) -> None:
        seeker, user = await kept.user(display_name="Ada"), await kept.user(avatar_url="https://example.com/c.png")
        companion = await kept.companion(user)
        session, bare = await self._ended(kept, companion, seeker), await self._ended(kept, companion, seeker)
        rating, other = await self._rated(kept, session), await self._rated(kept, bare)
        async with kept.begin() as work:
            await work.goals.add(a_goal(session_id=session.id, title="Finish it"))
        queries = kept.queries.ratings
        rater = Person(id=seeker.id, display_name="Ada", avatar_url=None)
        rated = Person(id=user.id, display_name=None, avatar_url="https://example.com/c.png")
        shown = RatingView(rating=rating, rater=rater, rated=rated, session=session, goal_title="Finish it")
        titleless = RatingView(rating=other, rater=rater, rated=rated, session=bare)
        assert await queries.of_session(session.id, as_user(seeker.id)) == (shown,)
        assert existing(await queries.of_companion(companion.id, Window(take=9))).items == (titleless, shown)
        given, received = await queries.of_user(seeker.id, ALL, ALL), await queries.of_user(user.id, ALL, ALL)
        assert given.given.items == received.received.items == (titleless, shown)

    async def test_ones_own_are_all_given_and_the_public_received(self, kept: Kept) -> None:
        companion = await kept.companion()
        first, second = await self._ended(kept, companion), await self._ended(kept, companion)
        given = await self._rated(kept, first, by_companion=True, is_public=False)
        received = await self._rated(kept, first, comment="Thank you")
        await self._rated(kept, second, is_public=False)
        own = await kept.queries.ratings.of_user(companion.user_id, ALL, ALL)
        assert [view.rating for view in own.given.items] == [given]
        assert [view.rating for view in own.received.items] == [received]
        assert await kept.queries.ratings.of_user(an_id(), ALL, ALL) == OwnRatings(Slice(()), Slice(()))

    @pytest.mark.parametrize("take", [1, 2, 3])
    async def test_pages_of_ratings_hold_every_one_once_while_others_are_given(self, kept: Kept, take: int) -> None:
        seeker, companion = await kept.user(), await kept.companion()

        async def rate(hours: int = 9) -> Rating:
            session = await self._ended(kept, companion, seeker)
            await self._rated(kept, session, by_companion=True)
            return await self._rated(kept, session, created_at=NOW + timedelta(hours=hours))

        every = [await rate(hours // 2) for hours in range(5)]
        queries = kept.queries.ratings
        lists: tuple[Look, ...] = (
            lambda window: _found(queries.of_companion(companion.id, window)),
            lambda window: _part(queries.of_user(seeker.id, window, Window(take=1)), "given"),
            lambda window: _part(queries.of_user(companion.user_id, Window(take=1), window), "received"),
        )
        for look in lists:
            newest = sorted(every, key=lambda one: (one.created_at, one.id), reverse=True)
            assert [view.rating for view in await walked(look, take)] == newest
            before = len(every)
            seen = await walked(look, take, lambda: _kept(every, rate()))
            assert [view.rating for view in seen][:take] == newest[:take]
            assert [view.rating for view in seen if view.rating in every[:before]] == newest

    async def _ended(
        self, kept: Kept, companion: Companion | None = None, seeker: User | None = None, **about: Any
    ) -> Session:
        companion = companion or await kept.companion()
        return await kept.session(companion, seeker, **{"status": SessionStatus.COMPLETED, "ended_at": NOW, **about})

    async def _rated(self, kept: Kept, session: Session, *, by_companion: bool = False, **about: Any) -> Rating:
        participants = (session.seeker_id, session.companion_user_id)
        rater, rated = reversed(participants) if by_companion else participants
        about = {"is_public": True, **about}
        rating = a_rating(session_id=session.id, rater_id=rater, rated_user_id=rated, **about)
        async with kept.begin() as work:
            await work.ratings.add(rating)
        return rating


async def _found(asked: Awaitable[Page[RatingView] | None]) -> Page[RatingView]:
    return existing(await asked)


async def _part(asked: Awaitable[OwnRatings], name: str) -> Page[RatingView]:
    part: Page[RatingView] = getattr(await asked, name)
    return part


async def _kept(ratings: list[Rating], rated: Awaitable[Rating]) -> None:
    ratings.append(await rated)
