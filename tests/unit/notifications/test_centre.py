"""The notification centre: who is told what, once, in an order that hides nothing, and what reading does."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.notifications import notifications_of
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.model import SUBJECTS, Notification, NotificationDraft, NotificationKind
from hushroom_domain.notifications.policy import MOST_KEPT, NOTIFICATIONS_KEPT
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.notifications.services.notices import NOTIFICATIONS
from hushroom_domain.notifications.use_cases.read_all_notifications import ReadAllNotifications
from hushroom_domain.ratings.events import RatingGiven
from hushroom_domain.reactions import BY_NAME
from hushroom_domain.sessions.events import CompanionReady
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.ids import NotificationId, RatingId, SessionId, UserId
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, an_id
from tests.support.existing import existing
from tests.support.strategies import moments
from tests.support.worlds import World, a_world

K = NotificationKind
drafts = st.builds(
    NotificationDraft,
    user_id=st.just(UserId(UUID(int=1))),
    kind=st.sampled_from(NotificationKind),
    subject_id=st.integers(1, 5).map(lambda number: UUID(int=number)),
    occasion=st.sampled_from(["", "100", "200"]),
)


@pytest.fixture
def world() -> World:
    return a_world()


def told(world: World, user_id: UserId | None) -> list[NotificationKind]:
    """Returns the kinds that a user was told, oldest first."""
    assert user_id is not None
    return [one.kind for one in reversed(notifications_of(world.platform.store.tables, user_id))]


async def administrator(world: World) -> User:
    user = await world.seeker()
    async with world.platform.store.begin() as work:
        await work.users.save(evolve(user, role=UserRole.ADMIN))
    return user


@given(drafts, st.lists(moments, min_size=1, max_size=20))
def test_a_later_notification_never_has_an_earlier_place(draft: NotificationDraft, clocks: list[datetime]) -> None:
    newest: datetime | None = None
    for now in clocks:
        made = Notification.of(draft, NotificationId(an_id()), newest, now)
        assert made.created_at >= now
        assert newest is None or made.created_at > newest
        newest = made.created_at


@given(drafts, drafts)
def test_one_fact_has_one_key_and_another_fact_another(one: NotificationDraft, two: NotificationDraft) -> None:
    assert (one.key == two.key) is (one == two)


@given(drafts, st.lists(moments, min_size=1, max_size=5))
def test_the_first_reading_stays(draft: NotificationDraft, readings: list[datetime]) -> None:
    unread = Notification.of(draft, NotificationId(an_id()), None, NOW)
    read = unread
    for now in readings:
        read = read.read(now)
    assert read == evolve(unread, read_at=readings[0])


def test_every_kind_has_a_subject_and_somebody_causes_it() -> None:
    assert set(SUBJECTS) == set(NotificationKind)
    assert all(row.reaction in BY_NAME for row in NOTIFICATIONS)


async def test_both_people_are_told_of_a_session_from_its_booking_to_its_money(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    await world.rate(session, session.seeker_id)
    await world.refund(await world.payment_of(session), Money(2_00))
    await world.settle()
    await world.refund(await world.payment_of(session), Money(3_00))
    await world.settle()
    seen_by_seeker, seen_by_companion = told(world, session.seeker_id), told(world, session.companion_user_id)
    assert sorted(seen_by_seeker) == sorted(
        [K.PAYMENT_HELD, K.SESSION_ENDED, K.PAYMENT_CAPTURED, K.PAYMENT_REFUNDED, K.PAYMENT_REFUNDED]
    )
    assert sorted(seen_by_companion) == sorted(
        [K.COMPANION_APPROVED, K.SESSION_BOOKED, K.SESSION_PAID, K.SESSION_ENDED, K.SESSION_EARNED, K.RATING_RECEIVED]
    )


async def test_each_rating_of_one_session_is_told_once(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    companion = existing(session.companion_user_id)
    for rating in (
        RatingGiven(rating_id=RatingId(an_id()), session_id=session.id, rated_user_id=companion) for _ in range(2)
    ):
        async with world.platform.store.begin() as work:
            await work.outbox.add((rating, rating))
        await world.settle()
    assert told(world, companion).count(K.RATING_RECEIVED) == 2


async def test_a_seeker_is_told_that_the_companion_is_ready_and_that_the_session_drifts(world: World) -> None:
    session = await world.paid(await world.companion())
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    assert told(world, session.seeker_id)[-1] is K.COMPANION_READY
    await world.move(session, session.seeker_id, SessionAction.READY)
    await world.move(session, session.seeker_id, SessionAction.START)
    flag = FlagDrift.Command(user_id=existing_id(session), session_id=session.id, message="Back to the outline?")
    await world.app.drift.flag(flag)
    await world.settle()
    assert told(world, session.seeker_id)[-1] is K.SESSION_DRIFTED
    assert K.SESSION_DRIFTED not in told(world, session.companion_user_id)


def existing_id(session: Session) -> UserId:
    assert session.companion_user_id is not None
    return session.companion_user_id


async def test_both_are_told_that_a_session_begins_and_nobody_once_it_is_cancelled(world: World) -> None:
    kept = await world.paid(await world.companion(), scheduled_at=NOW + timedelta(hours=2))
    called_off = await world.paid(await world.companion(), scheduled_at=NOW + timedelta(hours=2))
    await world.move(called_off, called_off.seeker_id, SessionAction.CANCEL)
    world.after(hours=2)
    await world.settle()
    for user_id in (kept.seeker_id, kept.companion_user_id):
        assert told(world, user_id)[-1] is K.SESSION_BEGINS
    for user_id in (called_off.seeker_id, called_off.companion_user_id):
        assert K.SESSION_BEGINS not in told(world, user_id)


@pytest.mark.parametrize("by", ["seeker", "companion", "platform"])
async def test_a_cancellation_is_told_to_the_others_and_its_money_to_the_payer(world: World, by: str) -> None:
    session = await world.paid(await world.companion(), scheduled_at=NOW + timedelta(hours=2))
    if by == "platform":
        assert session.companion_id is not None
        await world.app.companions.suspend(session.companion_id, world.admin_id)
    else:
        user_id = session.seeker_id if by == "seeker" else session.companion_user_id
        await world.move(session, user_id, SessionAction.CANCEL)
    await world.settle()
    to_seeker, to_companion = told(world, session.seeker_id), told(world, session.companion_user_id)
    assert (K.SESSION_CANCELLED in to_seeker) is (by != "seeker")
    assert (K.SESSION_CANCELLED in to_companion) is (by != "companion")
    assert to_seeker.count(K.PAYMENT_RELEASED) == 1
    assert K.PAYMENT_RELEASED not in to_companion


async def test_money_that_was_never_held_is_not_said_to_be_free_again(world: World) -> None:
    session = await world.matched(await world.companion())
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert K.PAYMENT_RELEASED not in told(world, session.seeker_id)


async def test_a_companion_is_told_of_each_suspension_and_of_its_end_in_the_centre_and_by_email(world: World) -> None:
    companion = await world.companion()
    admin = await administrator(world)
    for _ in range(2):
        await world.app.companions.suspend(companion.id, admin.id)
        await world.app.companions.reactivate(companion.id, admin.id)
    await world.settle()
    assert told(world, companion.user_id)[-4:] == [K.COMPANION_SUSPENDED, K.COMPANION_REACTIVATED] * 2
    kinds = [one.kind for one in world.platform.store.tables.sent_emails.values() if one.user_id == companion.user_id]
    assert kinds.count(EmailKind.COMPANION_SUSPENDED) == 2
    assert kinds.count(EmailKind.COMPANION_REACTIVATED) == 2


async def test_the_administrator_is_told_of_a_report_and_its_reporter_of_the_decision(world: World) -> None:
    admin = await administrator(world)
    session = await world.ended(await world.companion())
    report = await world.app.moderation.report(
        FileReport.Command(
            reporter_id=session.seeker_id, reported_user_id=existing_id(session), reason="Rude", description="Loud."
        )
    )
    await world.settle()
    assert told(world, admin.id) == [K.REPORT_FILED]
    decide = DecideReport.Command(admin_id=admin.id, report_id=report.id, action=ReportAction.RESOLVE, notes="Heard")
    await world.app.moderation.decide(decide)
    await world.settle()
    assert told(world, session.seeker_id)[-1] is K.REPORT_DECIDED
    assert K.REPORT_DECIDED not in told(world, session.companion_user_id)


async def test_an_event_that_takes_effect_again_tells_nobody_twice(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    before = dict(world.platform.store.tables.notifications.items())
    names = {row.reaction for row in NOTIFICATIONS}
    done = [row for row in world.platform.outbox.rows.values() if row.reaction in names]
    assert len(done) >= 5
    for row in done:
        assert await world.platform.outbox.run(world.app, row)
    assert dict(world.platform.store.tables.notifications.items()) == before
    assert told(world, session.seeker_id)


async def test_a_deleted_account_gets_no_notification_and_keeps_none_when_it_is_erased(world: World) -> None:
    session = await world.running(await world.companion())
    await world.settle()
    before = told(world, session.seeker_id)
    assert before
    await world.app.identity.delete(session.seeker_id)
    await world.settle()
    assert told(world, session.seeker_id) == before
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    assert told(world, session.seeker_id) == []
    assert K.SESSION_ENDED in told(world, session.companion_user_id)


async def test_reading_one_is_idempotent_and_is_only_the_owners(world: World) -> None:
    session = await world.matched(await world.companion())
    await world.settle()
    companion = existing_id(session)
    one = notifications_of(world.platform.store.tables, companion)[0]
    read = await world.app.notifications.read(companion, one.id)
    assert read.read_at == world.clock.now()
    world.after(minutes=5)
    assert await world.app.notifications.read(companion, one.id) == read
    for stranger, wanted in ((session.seeker_id, one.id), (companion, NotificationId(an_id()))):
        with pytest.raises(NotificationNotFound):
            await world.app.notifications.read(stranger, wanted)


async def test_reading_all_leaves_what_came_after_the_page_was_shown(world: World) -> None:
    companion = await world.companion()
    session = await world.matched(companion)
    await world.settle()
    shown = notifications_of(world.platform.store.tables, companion.user_id)[0].created_at
    world.after(minutes=1)
    await world.authorize(session)
    await world.settle()
    command = ReadAllNotifications.Command(user_id=companion.user_id, until=shown)
    assert await world.app.notifications.read_all(command) == 2
    assert await world.app.notifications.read_all(command) == 0
    (left,) = [one for one in notifications_of(world.platform.store.tables, companion.user_id) if one.read_at is None]
    assert left.kind is K.SESSION_PAID
    assert await world.app.notifications.read_all(ReadAllNotifications.Command(user_id=companion.user_id)) == 1
    assert await world.app.notifications.read_all(ReadAllNotifications.Command(user_id=session.seeker_id)) == 1


async def test_the_newest_are_kept_and_none_for_longer_than_half_a_year(world: World) -> None:
    user = await world.seeker()

    async def draw(_: NotificationWork, event: CompanionReady) -> tuple[NotificationDraft, ...]:
        return (NotificationDraft(user_id=user.id, kind=K.COMPANION_READY, subject_id=event.session_id),)

    for number in range(MOST_KEPT + 3):
        await world.app.notifications.notify_users(draw, CompanionReady(SessionId(UUID(int=number)), NOW))
    kept = notifications_of(world.platform.store.tables, user.id)
    assert [one.subject_id.int for one in kept] == list(range(MOST_KEPT + 2, 2, -1))
    world.after(days=NOTIFICATIONS_KEPT.days)
    assert await world.app.notifications.delete() == 0
    world.after(days=1)
    assert await world.app.notifications.delete() == MOST_KEPT


async def test_open_pages_hear_of_what_is_new_and_of_what_was_read(world: World) -> None:
    companion = await world.companion()
    await world.settle()
    heard = world.platform.broadcasts.noticed
    assert heard == [companion.user_id]
    command = ReadAllNotifications.Command(user_id=companion.user_id)
    await world.app.notifications.read_all(command)
    await world.app.notifications.read_all(command)
    assert heard == [companion.user_id] * 2
