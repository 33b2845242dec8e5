"""Contract tests of the repository of ratings and of its queries."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.companions.model import Companion, ReputationStats
from hushroom_domain.identity.model import User
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.ratings.model import Rating, Scores, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from tests.support.builders import NOW, a_goal, a_rating, an_id
from tests.support.contracts.storage import Storage

FULL = Scores(overall=5, goal_achievement=4, presence_quality=3, contract_adherence=2, communication=1)


class RatingsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_party_rates_a_session_once(self, kept: Storage) -> None:
        session = await ended_session(kept)
        await kept_rating(kept, session)
        with pytest.raises(AlreadyRated):
            await kept_rating(kept, session, scores=Scores(overall=1))
        await kept_rating(kept, session, by_companion=True)

    async def test_the_record_counts_what_was_completed_and_achieved(self, kept: Storage) -> None:
        companion = await kept.companion()
        ends = [NOW + timedelta(hours=hours) for hours in range(4)]
        statuses = (SessionStatus.COMPLETED, SessionStatus.DISPUTED, SessionStatus.ABANDONED, SessionStatus.COMPLETED)
        sessions = [
            await ended_session(kept, companion, status=status, ended_at=end)
            for status, end in zip(statuses, reversed(ends), strict=True)
        ]
        await kept.session(companion, status=SessionStatus.CANCELLED)
        await ended_session(kept)
        async with kept.begin() as work:
            for session, is_achieved in zip(sessions, (True, False, True, True), strict=True):
                await work.goals.add(a_goal(session_id=session.id, is_achieved=is_achieved))
        rating = await kept_rating(kept, sessions[0], scores=FULL, is_public=False)
        await kept_rating(kept, sessions[0], by_companion=True)
        async with kept.begin() as work:
            assert await work.ratings.record_of(companion.id) == Record(
                completed_sessions=3,
                achieved_goals=2,
                votes=(Vote(FULL, rating.created_at),),
                last_session_end=ends[-1],
            )

    async def test_a_companion_without_a_past_has_an_empty_record(self, kept: Storage) -> None:
        companion = await kept.companion()
        empty = Record(completed_sessions=0, achieved_goals=0, votes=(), last_session_end=None)
        async with kept.begin() as work:
            assert await work.ratings.record_of(companion.id) == empty
            assert await work.ratings.record_of(an_id()) == empty

    async def test_what_somebody_got_as_a_seeker_does_not_count_for_their_profile(self, kept: Storage) -> None:
        user = await kept.user()
        companion = await kept.companion(user)
        as_seeker = await ended_session(kept, await kept.companion(), seeker=user)
        await kept_rating(kept, as_seeker, by_companion=True)
        async with kept.begin() as work:
            assert (await work.ratings.record_of(companion.id)).votes == ()

    async def test_idle_are_those_with_a_reputation_and_no_activity(self, kept: Storage) -> None:
        stats, long_ago = ReputationStats(reputation_score=1.0), NOW - timedelta(days=90)
        quiet, active, served, praised = [await kept.companion(stats=stats, created_at=long_ago) for _ in range(4)]
        await kept.companion(created_at=long_ago)
        await kept.companion(stats=stats)
        old = await ended_session(kept, praised, ended_at=long_ago)
        await ended_session(kept, served)
        await kept_rating(kept, old)
        async with kept.begin() as work:
            await work.companions.save(evolve(active, last_active_at=NOW))
            assert await work.ratings.idle_companions(NOW - timedelta(days=30), 10) == (quiet.id,)
            first = await work.ratings.idle_companions(NOW + timedelta(days=1), 3)
            assert len(first) == 3
            rest = await work.ratings.idle_companions(NOW + timedelta(days=1), 3, first[-1])
            assert rest
            assert min(rest) > max(first)

    async def test_the_companion_of_a_session_is_known(self, kept: Storage) -> None:
        companion = await kept.companion()
        served, pending = await kept.session(companion), await kept.session()
        async with kept.begin() as work:
            found = [await work.ratings.companion_of(one) for one in (served.id, pending.id, an_id())]
        assert found == [companion.id, None, None]


async def ended_session(
    kept: Storage, companion: Companion | None = None, seeker: User | None = None, **about: Any
) -> Session:
    companion = companion or await kept.companion()
    return await kept.session(companion, seeker, **{"status": SessionStatus.COMPLETED, "ended_at": NOW, **about})


async def kept_rating(kept: Storage, session: Session, *, by_companion: bool = False, **about: Any) -> Rating:
    participants = (session.seeker_id, session.companion_user_id)
    rater, rated = reversed(participants) if by_companion else participants
    about = {"is_public": True, **about}
    rating = a_rating(session_id=session.id, rater_id=rater, rated_user_id=rated, **about)
    async with kept.begin() as work:
        await work.ratings.add(rating)
    return rating
