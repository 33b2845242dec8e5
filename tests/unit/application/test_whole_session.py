"""The main use of the platform, from two sign-ups to a changed reputation."""

from typing import Any

from attrs import evolve

from hushroom_adapters.memory.gateway import EntryKind
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from tests.support.existing import existing
from tests.support.worlds import World


async def test_a_whole_session_happens(world: World) -> None:
    companion = await world.companion(expertise_tags=("writing",))
    seeker = await world.seeker()
    session = await world.booked(seeker)
    goal = await world.goal(session, "writing")
    [match] = await world.app.matching.find(FindCompanions.Command(user_id=seeker.id, session_id=session.id))
    assert match.card.companion.id == companion.id
    assert match.score.hundredths == 35 + 0 + 20 + 8

    session = await world.select(session, companion.id)
    contract = await world.app.contracts.create(CreateContract.Command(user_id=seeker.id, session_id=session.id))
    for role in (seeker.id, companion.user_id):
        await world.app.contracts.accept(AcceptContract.Command(user_id=role, contract_id=contract.id))
    payment = await world.authorize(session)
    assert (payment.status, payment.amount) == (PaymentStatus.AUTHORIZED, Money(15_00))

    await world.move(session, seeker.id, SessionAction.READY)
    await world.move(session, companion.user_id, SessionAction.START)
    await world.settle()
    assert set(world.platform.rooms.inside) == {f"session-{session.id}"}
    world.after(minutes=10)
    await world.move(session, seeker.id, SessionAction.PAUSE)
    world.after(minutes=7)
    await world.move(session, companion.user_id, SessionAction.RESUME)
    world.after(minutes=20)
    session = await world.move(session, companion.user_id, SessionAction.END)
    assert (session.status, session.duration_minutes) == (SessionStatus.COMPLETED, 30)

    await world.app.goals.judge(JudgeGoal.Command(user_id=seeker.id, goal_id=goal.id, is_achieved=True))
    await world.rate(session, seeker.id, 5)
    await world.rate(session, companion.user_id, 4)
    await world.settle()

    assert world.platform.rooms.inside == {}
    payment = await world.payment(payment.id)
    assert (payment.status, payment.captured) == (PaymentStatus.CAPTURED, Money(15_00))
    assert (payment.split.fee, payment.split.share) == (Money(4_50), Money(10_50))
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.CAPTURE) == 15_00
    assert await world.earned(companion.user_id) == Money(10_50)
    stats = (await world.profile(companion)).stats
    assert (stats.total_sessions, stats.success_rate, stats.average_rating) == (1, 100, 5)
    assert stats.reputation_score == 0.25
    assert world.platform.outbox.due == ()


async def test_every_step_shows_what_each_party_may_do_next(world: World) -> None:
    companion = await world.companion()
    seeker = await world.seeker()

    async def allowed(session: Session, user_id: UserId) -> set[Any]:
        view = SessionView(session=await world.session(session.id))
        return set(view.allowed_actions(user_id))

    session = await world.booked(seeker)
    assert await allowed(session, seeker.id) == {SessionAction.CANCEL}
    session = await world.select(session, companion.id)
    assert await allowed(session, companion.user_id) == {SessionAction.CANCEL}
    await world.authorize(session)
    assert await allowed(session, seeker.id) == {SessionAction.READY, SessionAction.CANCEL}
    await world.move(session, seeker.id, SessionAction.READY)
    assert await allowed(session, seeker.id) == {SessionAction.CANCEL}
    assert await allowed(session, companion.user_id) == {SessionAction.READY, SessionAction.START, SessionAction.CANCEL}
    await world.move(session, companion.user_id, SessionAction.START)
    assert await allowed(session, seeker.id) == {SessionAction.PAUSE, SessionAction.END}
    await world.move(session, seeker.id, SessionAction.PAUSE)
    assert await allowed(session, seeker.id) == {SessionAction.RESUME, SessionAction.END}
    await world.move(session, seeker.id, SessionAction.END)
    assert await allowed(session, seeker.id) == set()


async def test_what_a_companion_charges_later_does_not_touch_an_agreed_price(world: World) -> None:
    companion = await world.companion()
    session = await world.paid(companion)
    async with world.platform.store.begin() as work:
        await work.companions.save(evolve(companion, base_rate=Money(99_00)))
    await world.move(session, session.seeker_id, SessionAction.READY)
    await world.move(session, session.companion_user_id, SessionAction.START)
    world.after(minutes=30)
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    assert (await world.payment_of(session)).captured == Money(15_00)
