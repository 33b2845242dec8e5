"""The queries about ratings that only the surfaces ask, on PostgreSQL."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.queries import Person
from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.queries import OwnRatings, RatingView
from hushroom_domain.shared.paging import Page, Slice, Window
from tests.support.builders import NOW, a_goal, an_id
from tests.support.contracts.ratings import ended_session, kept_rating
from tests.support.contracts.storage import PostgresStorage, as_admin, as_user
from tests.support.existing import existing
from tests.support.walking import Look, walked

ALL = Window(take=100)


async def _found(asked: Awaitable[Page[RatingView] | None]) -> Page[RatingView]:
    return existing(await asked)


async def _part(asked: Awaitable[OwnRatings], name: str) -> Page[RatingView]:
    part: Page[RatingView] = getattr(await asked, name)
    return part


async def _kept(ratings: list[Rating], rated: Awaitable[Rating]) -> None:
    ratings.append(await rated)


async def test_what_somebody_got_as_a_seeker_is_not_shown_at_their_profile(kept: PostgresStorage) -> None:
    user = await kept.user()
    companion = await kept.companion(user)
    as_seeker = await ended_session(kept, await kept.companion(), seeker=user)
    await kept_rating(kept, as_seeker, by_companion=True)
    assert existing(await kept.queries.ratings.of_companion(companion.id, Window(take=10))).total == 0


async def test_ratings_of_a_session_are_public_ones_and_ones_own(kept: PostgresStorage) -> None:
    session = await ended_session(kept)
    private = await kept_rating(kept, session, is_public=False, comment="Between us")
    public = await kept_rating(kept, session, by_companion=True, created_at=NOW + timedelta(hours=1))
    queries = kept.queries.ratings

    async def seen(viewer: Viewer) -> list[Any]:
        return [view.rating for view in existing(await queries.of_session(session.id, viewer))]

    assert await seen(as_user(session.seeker_id)) == [public, private]
    assert await seen(as_user(existing(session.companion_user_id))) == [public]
    assert await seen(as_admin()) == [public, private]
    assert await queries.of_session(session.id, as_user(an_id())) is None
    assert await queries.of_session(an_id(), as_admin()) is None


async def test_a_session_without_ratings_has_an_empty_list(kept: PostgresStorage) -> None:
    session = await ended_session(kept)
    assert await kept.queries.ratings.of_session(session.id, as_user(session.seeker_id)) == ()


async def test_a_companions_public_ratings_are_paged_newest_first(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    ratings = [
        await kept_rating(kept, await ended_session(kept, companion), created_at=NOW + timedelta(hours=hours))
        for hours in range(3)
    ]
    await kept_rating(kept, await ended_session(kept, companion), is_public=False)
    page = existing(await kept.queries.ratings.of_companion(companion.id, Window(take=2, skip=1)))
    assert ([view.rating for view in page.items], page.total) == ([ratings[1], ratings[0]], 3)
    beyond = existing(await kept.queries.ratings.of_companion(companion.id, Window(take=2, skip=9)))
    assert (beyond.items, beyond.total) == ((), 3)
    assert await kept.queries.ratings.of_companion(an_id(), Window(take=2)) is None
    unrated = await kept.companion()
    assert await kept.queries.ratings.of_companion(unrated.id, Window(take=2)) == Page((), 0)


async def test_a_rating_is_shown_with_both_people_and_its_session(kept: PostgresStorage) -> None:
    seeker, user = await kept.user(display_name="Ada"), await kept.user(avatar_url="https://example.com/c.png")
    companion = await kept.companion(user)
    session, bare = await ended_session(kept, companion, seeker), await ended_session(kept, companion, seeker)
    rating, other = await kept_rating(kept, session), await kept_rating(kept, bare)
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


async def test_ones_own_are_all_given_and_the_public_received(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    first, second = await ended_session(kept, companion), await ended_session(kept, companion)
    given = await kept_rating(kept, first, by_companion=True, is_public=False)
    received = await kept_rating(kept, first, comment="Thank you")
    await kept_rating(kept, second, is_public=False)
    own = await kept.queries.ratings.of_user(companion.user_id, ALL, ALL)
    assert [view.rating for view in own.given.items] == [given]
    assert [view.rating for view in own.received.items] == [received]
    assert await kept.queries.ratings.of_user(an_id(), ALL, ALL) == OwnRatings(Slice(()), Slice(()))


@pytest.mark.parametrize("take", [1, 2, 3])
async def test_pages_of_ratings_hold_every_one_once_while_others_are_given(kept: PostgresStorage, take: int) -> None:
    seeker, companion = await kept.user(), await kept.companion()

    async def rate(hours: int = 9) -> Rating:
        session = await ended_session(kept, companion, seeker)
        await kept_rating(kept, session, by_companion=True)
        return await kept_rating(kept, session, created_at=NOW + timedelta(hours=hours))

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
