"""Goals and contracts: both sides agree on the purpose and the rules of a session before it starts."""

from typing import Any

import pytest

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import (
    ContractExists,
    ContractFrozen,
    ContractNotAccepted,
    NotContractOwner,
    NotContractParticipant,
    TemplateNotFound,
)
from hushroom_domain.contracts.model import Contract, Rule, SessionType
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.goals.errors import GoalExists, NotGoalOwner
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.sessions.errors import AlreadyReady, NotParticipant, OtherNotReady, SessionNotFound
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import UserId
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import World


async def create(world: World, session: Session, **terms: Any) -> Contract:
    terms = {"user_id": session.seeker_id, **terms}
    return await world.app.contracts.create(CreateContract.Command(session_id=session.id, **terms))


async def accept(world: World, contract: Contract, user_id: UserId | None) -> Contract:
    return await world.app.contracts.accept(AcceptContract.Command(user_id=existing(user_id), contract_id=contract.id))


async def test_without_terms_a_contract_is_moderate_and_empty(world: World) -> None:
    contract = await create(world, await world.booked(await world.seeker()))
    assert (contract.mode, contract.rules, contract.template_id) == (CompanionMode.MODERATE, (), None)


async def test_a_template_fills_in_what_was_not_given(world: World) -> None:
    templates = tuple(world.platform.store.tables.templates.values())
    open_focus = next(one for one in templates if one.session_type is SessionType.FOCUS)
    session = await world.booked(await world.seeker())
    contract = await create(world, session, template_id=open_focus.id, rules=(Rule("Only this one"),))
    assert (contract.mode, contract.rules) == (open_focus.mode, (Rule("Only this one"),))
    contract = await world.app.contracts.revise(
        ReviseContract.Command(user_id=session.seeker_id, contract_id=contract.id, template_id=open_focus.id)
    )
    assert contract.rules == open_focus.rules


async def test_there_are_three_templates_for_each_type_of_session(world: World) -> None:
    templates = tuple(world.platform.store.tables.templates.values())
    assert len(templates) == 12
    for session_type in SessionType:
        modes = [one.mode for one in templates if one.session_type is session_type]
        assert sorted(modes) == sorted(CompanionMode)


async def test_only_the_owner_draws_up_one_contract_from_a_template_that_exists(world: World) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(NotContractOwner):
        await create(world, session, user_id=session.companion_user_id)
    with pytest.raises(TemplateNotFound):
        await create(world, session, template_id=an_id())
    await create(world, session)
    with pytest.raises(ContractExists):
        await create(world, session)


async def test_a_contract_freezes_with_its_first_acceptance(world: World) -> None:
    session = await world.matched(await world.companion())
    contract = await create(world, session)
    revised = ReviseContract.Command(user_id=session.seeker_id, contract_id=contract.id, mode=CompanionMode.STRICT)
    assert (await world.app.contracts.revise(revised)).mode is CompanionMode.STRICT
    first = await accept(world, contract, session.companion_user_id)
    assert (first.accepted_at, first.is_accepted) == (None, False)
    with pytest.raises(ContractFrozen):
        await world.app.contracts.revise(revised)
    with pytest.raises(NotContractParticipant):
        await accept(world, contract, (await world.seeker()).id)
    world.after(minutes=1)
    both = await accept(world, contract, session.seeker_id)
    world.after(minutes=1)
    assert both.accepted_at == (await accept(world, contract, session.seeker_id)).accepted_at


async def test_a_session_does_not_start_before_its_contract_is_accepted_by_both(world: World) -> None:
    session = await world.ready(await world.companion())
    contract = await create(world, session)
    view = SessionView(session=session, contract=(await accept(world, contract, session.seeker_id)))
    assert SessionAction.START not in view.allowed_actions(session.seeker_id)
    with pytest.raises(ContractNotAccepted):
        await world.move(session, session.seeker_id, SessionAction.START)
    await accept(world, contract, session.companion_user_id)
    assert (await world.move(session, session.seeker_id, SessionAction.START)).status is SessionStatus.IN_PROGRESS


async def test_a_session_has_one_goal_and_its_owner_judges_it(world: World) -> None:
    session = await world.matched(await world.companion())
    goal = await world.goal(session)
    with pytest.raises(GoalExists):
        await world.goal(session)
    with pytest.raises(NotGoalOwner):
        await world.app.goals.judge(
            JudgeGoal.Command(user_id=existing(session.companion_user_id), goal_id=goal.id, is_achieved=True)
        )
    with pytest.raises(SessionNotFound):
        await world.app.goals.set(
            SetGoal.Command(
                user_id=session.seeker_id,
                session_id=an_id(),
                title="Write",
                description="From one end to the other",
                success_criteria=("c",),
            )
        )


async def test_a_judgement_may_come_in_parts_and_be_taken_back(world: World) -> None:
    session = await world.matched(await world.companion())
    goal = await world.goal(session)

    async def judge(**words: Any) -> Goal:
        return await world.app.goals.judge(JudgeGoal.Command(user_id=session.seeker_id, goal_id=goal.id, **words))

    await judge(achievement_note="Nearly")
    judged = await judge(is_achieved=True)
    assert (judged.is_achieved, judged.achievement_note) == (True, "Nearly")
    judged = await judge(is_achieved=False, achievement_note=None)
    assert (judged.is_achieved, judged.achievement_note) == (False, None)
    judged = await judge(is_achieved=None)
    assert (judged.is_achieved, judged.achievement_note) == (None, None)


async def test_ready_is_said_once_by_each_and_a_start_says_it_too(world: World) -> None:
    session = await world.paid(await world.companion())
    await world.move(session, session.seeker_id, SessionAction.READY)
    with pytest.raises(AlreadyReady):
        await world.move(session, session.seeker_id, SessionAction.READY)
    with pytest.raises(OtherNotReady):
        await world.move(session, session.seeker_id, SessionAction.START)
    with pytest.raises(NotParticipant):
        await world.move(session, (await world.seeker()).id, SessionAction.READY)
    started = await world.move(session, session.companion_user_id, SessionAction.START)
    assert started.companion_ready_at == started.started_at == world.clock.now()
