"""The queries about sessions, goals and contracts that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.paging import Slice, Window
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_contract, a_goal, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.sessions import RULES
from tests.support.contracts.storage import PostgresStorage, as_admin, as_user
from tests.support.existing import existing
from tests.support.walking import walked

ALL = Window(take=100)


async def test_there_are_three_templates_for_each_type_in_order(kept: PostgresStorage) -> None:
    templates = await kept.queries.contracts.templates(None)
    orders = [(one.session_type.value, one.mode.value, one.name) for one in templates]
    assert orders == sorted(orders)
    assert len({(one.session_type, one.mode) for one in templates}) == len(templates) == 12
    for type_ in SessionType:
        assert await kept.queries.contracts.templates(type_) == tuple(
            one for one in templates if one.session_type is type_
        )


async def test_a_template_is_found_by_its_id(kept: PostgresStorage) -> None:
    template = (await kept.queries.contracts.templates(SessionType.FOCUS))[0]
    assert await kept.queries.contracts.template(template.id) == template
    assert await kept.queries.contracts.template(an_id()) is None


async def test_parties_and_admins_see_a_session_and_what_belongs_to_it(kept: PostgresStorage) -> None:
    user = await kept.user(display_name="Nour")
    companion = await kept.companion(user)
    session = await kept.session(companion)
    goal, contract = a_goal(session_id=session.id), a_contract(session_id=session.id, rules=RULES)
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, [spoken(user, "fr"), spoken(user, "en")])
        await work.goals.add(goal)
        await work.contracts.add(contract)
    for viewer in (as_user(session.seeker_id), as_user(companion.user_id), as_admin()):
        view = existing(await kept.queries.sessions.get(session.id, viewer))
        assert (view.session, view.goal, view.contract) == (session, goal, contract)
        assert view.companion == await kept.queries.companions.card(companion.id, viewer)
        assert await kept.queries.goals.of_session(session.id, viewer) == goal
        assert await kept.queries.contracts.get(contract.id, viewer) == contract
        assert await kept.queries.sessions.of_contract(contract.id, viewer) == view


async def test_a_stranger_sees_nothing_of_a_session(kept: PostgresStorage) -> None:
    session = await kept.session(await kept.companion())
    goal, contract = a_goal(session_id=session.id), a_contract(session_id=session.id)
    async with kept.begin() as work:
        await work.goals.add(goal)
        await work.contracts.add(contract)
    stranger = as_user(an_id())
    assert await kept.queries.sessions.get(session.id, stranger) is None
    assert await kept.queries.goals.of_session(session.id, stranger) is None
    assert await kept.queries.contracts.get(contract.id, stranger) is None
    assert await kept.queries.sessions.of_contract(contract.id, stranger) is None


async def test_a_session_may_have_nothing_beside_it(kept: PostgresStorage) -> None:
    session = await kept.session()
    view = existing(await kept.queries.sessions.get(session.id, as_user(session.seeker_id)))
    assert (view.session, view.goal, view.contract, view.companion) == (
        session,
        None,
        None,
        None,
    )


async def test_lists_are_of_one_party_newest_first(kept: PostgresStorage) -> None:
    user = await kept.user()
    companion = await kept.companion(user)
    old, new, twin = [await kept.session(seeker=user, created_at=NOW + timedelta(hours=hours)) for hours in (0, 2, 2)]
    served = await kept.session(companion)
    goal = a_goal(session_id=old.id)
    async with kept.begin() as work:
        await work.goals.add(goal)
    booked = (await kept.queries.sessions.of_user(user.id, ParticipantRole.SEEKER, None, ALL)).items
    assert [view.session for view in booked] == [twin, new, old]
    assert [view.goal for view in booked] == [None, None, goal]
    others = (await kept.queries.sessions.of_user(user.id, ParticipantRole.COMPANION, None, ALL)).items
    assert [view.session for view in others] == [served]


async def test_a_list_can_be_of_one_status(kept: PostgresStorage) -> None:
    user = await kept.user()
    await kept.session(seeker=user)
    over = await kept.session(seeker=user, status=SessionStatus.CANCELLED)
    found = (await kept.queries.sessions.of_user(user.id, ParticipantRole.SEEKER, SessionStatus.CANCELLED, ALL)).items
    assert [view.session for view in found] == [over]
    assert await kept.queries.sessions.of_user(
        user.id, ParticipantRole.COMPANION, SessionStatus.CANCELLED, ALL
    ) == Slice(())


@pytest.mark.parametrize("take", [1, 2, 3, 7])
async def test_pages_of_a_list_hold_every_session_once_while_others_are_booked(
    kept: PostgresStorage, take: int
) -> None:
    user, companion = await kept.user(), await kept.companion()
    sessions = [
        await kept.session(companion, user, created_at=NOW + timedelta(milliseconds=number // 3)) for number in range(7)
    ]
    newest_first = sorted(sessions, key=lambda one: (one.created_at, one.id), reverse=True)
    for of, role in ((user.id, ParticipantRole.SEEKER), (companion.user_id, ParticipantRole.COMPANION)):
        seen = await walked(
            partial(kept.queries.sessions.of_user, of, role, None),
            take,
            partial(kept.session, companion, user, created_at=NOW + timedelta(hours=1)),
        )
        newer = [one for one in (view.session for view in seen) if one not in sessions]
        assert [view.session for view in seen] == newer + newest_first
        sessions += newer
        newest_first = newer + newest_first


async def test_pages_can_be_of_one_status(kept: PostgresStorage) -> None:
    user = await kept.user()
    over = [await kept.session(seeker=user, status=SessionStatus.CANCELLED) for _ in range(3)]
    await kept.session(seeker=user)
    of_user = partial(kept.queries.sessions.of_user, user.id, ParticipantRole.SEEKER, SessionStatus.CANCELLED)
    assert [view.session for view in await walked(of_user, 1)] == over[::-1]
