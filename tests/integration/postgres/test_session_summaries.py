"""The summaries of sessions that a participant's own pages list, on PostgreSQL."""

from datetime import timedelta

from hushroom_domain.sessions.queries import SessionScope
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.paging import Window
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_contract, a_goal, a_rating, an_id
from tests.support.contracts.sessions import RULES
from tests.support.contracts.storage import PostgresStorage
from tests.support.existing import existing

ALL = Window(take=100)


async def test_a_summary_has_goal_contract_and_everybody_who_takes_part(kept: PostgresStorage) -> None:
    companion = await kept.companion(await kept.user(display_name="Nour"))
    session = await kept.session(companion)
    goal, contract = a_goal(session_id=session.id), a_contract(session_id=session.id, rules=RULES)
    async with kept.begin() as work:
        await work.goals.add(goal)
        await work.contracts.add(contract)
    summary = existing(await kept.queries.sessions.in_full(session.id, session.seeker_id))
    assert (summary.session, summary.goal, summary.contract, summary.is_rated) == (session, goal, contract, False)
    assert [(one.role, one.person.id) for one in summary.participants] == [
        (ParticipantRole.SEEKER, session.seeker_id),
        (ParticipantRole.COMPANION, companion.user_id),
    ]
    assert [one.person.display_name for one in summary.others(session.seeker_id)] == ["Nour"]


async def test_a_session_without_a_companion_has_one_participant(kept: PostgresStorage) -> None:
    session = await kept.session()
    summary = existing(await kept.queries.sessions.in_full(session.id, session.seeker_id))
    assert [one.role for one in summary.participants] == [ParticipantRole.SEEKER]
    assert summary.others(session.seeker_id) == ()


async def test_a_stranger_gets_no_summary(kept: PostgresStorage) -> None:
    session = await kept.session(await kept.companion())
    assert await kept.queries.sessions.in_full(session.id, an_id()) is None


async def test_lists_are_by_role_and_by_what_may_still_happen(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    user = await kept.user()
    going = await kept.session(companion, user, status=SessionStatus.READY)
    seeker = going.seeker_id
    ended = await kept.session(companion, user, status=SessionStatus.COMPLETED, ended_at=NOW)
    queries = kept.queries.sessions

    async def ids(role: ParticipantRole, scope: SessionScope | None) -> set[object]:
        user = seeker if role is ParticipantRole.SEEKER else companion.user_id
        return {one.session.id for one in (await queries.summaries(user, role, scope, ALL)).items}

    for role in ParticipantRole:
        assert await ids(role, None) == {going.id, ended.id}
        assert await ids(role, SessionScope.OPEN) == {going.id}
        assert await ids(role, SessionScope.OVER) == {ended.id}
    assert (await queries.summaries(seeker, ParticipantRole.COMPANION, None, ALL)).items == ()


async def test_what_comes_up_begins_with_what_runs_and_goes_by_time(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    user = await kept.user()
    later = await kept.session(companion, user, status=SessionStatus.READY, scheduled_at=NOW + timedelta(hours=5))
    seeker = later.seeker_id
    sooner = await kept.session(None, user, scheduled_at=NOW + timedelta(hours=2))
    running = await kept.session(companion, user, status=SessionStatus.IN_PROGRESS, started_at=NOW)
    await kept.session(companion, user, status=SessionStatus.CANCELLED)
    found = await kept.queries.sessions.coming_up(seeker, None, NOW, 10)
    assert [one.session.id for one in found] == [running.id, sooner.id, later.id]
    assert [one.session.id for one in await kept.queries.sessions.coming_up(companion.user_id, None, NOW, 1)] == [
        running.id
    ]


async def test_a_completed_session_comes_up_until_it_is_rated(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    ended = await kept.session(companion, status=SessionStatus.COMPLETED, ended_at=NOW)
    seeker, queries = ended.seeker_id, kept.queries.sessions
    assert [one.session.id for one in await queries.coming_up(seeker, None, NOW - timedelta(hours=1), 10)] == [ended.id]
    assert await queries.coming_up(seeker, None, NOW, 10) == ()
    async with kept.begin() as work:
        await work.ratings.add(a_rating(session_id=ended.id, rater_id=seeker, rated_user_id=companion.user_id))
    assert await queries.coming_up(seeker, None, NOW - timedelta(hours=1), 10) == ()
    assert len(await queries.coming_up(companion.user_id, None, NOW - timedelta(hours=1), 10)) == 1


async def test_sessions_of_another_role_take_no_place_of_what_comes_up(kept: PostgresStorage) -> None:
    user = await kept.user()
    both = await kept.companion(user)
    booked = [await kept.session(None, user, scheduled_at=NOW + timedelta(hours=hour)) for hour in (1, 2, 3)]
    served = await kept.session(both, status=SessionStatus.READY, scheduled_at=NOW + timedelta(hours=9))

    async def ids(role: ParticipantRole | None, take: int) -> list[object]:
        found = await kept.queries.sessions.coming_up(user.id, role, NOW, take)
        return [one.session.id for one in found]

    assert await ids(ParticipantRole.COMPANION, 2) == [served.id]
    assert await ids(ParticipantRole.SEEKER, 2) == [one.id for one in booked[:2]]
    assert await ids(None, 9) == [*(one.id for one in booked), served.id]
