"""Quotas: a user who reaches a limit is refused, and other users are not affected."""

import asyncio
from collections import Counter
from datetime import date

import pytest
from attrs import evolve

from hushroom_domain.administration.errors import ExportQuotaReached
from hushroom_domain.administration.queries import whole
from hushroom_domain.availability.errors import BlockQuotaReached
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.moderation.errors import AlreadyReported, ReportQuotaReached
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.sessions.errors import SessionQuotaReached
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.quotas import NO_QUOTAS, QUOTAS
from tests.support.existing import existing
from tests.support.worlds import World, a_world

RESET = "Set a new password"
BOOKED = "Your session is booked"
COMPLETED = "Your session is complete"
SMALL = evolve(QUOTAS, open_sessions=3, sessions=5, reports=2, exports=2, blocks=2)


@pytest.fixture
def small() -> World:
    return a_world(quotas=SMALL)


def emails(world: World, user: User, subject: str) -> int:
    return sum(message.words.subject == subject for message in world.platform.mailer.to(user.email))


async def report(world: World, reporter: User) -> AbuseReport:
    reported = await world.seeker()
    command = FileReport.Command(
        reporter_id=reporter.id, reported_user_id=reported.id, reason="RUDE", description="Shouted"
    )
    return await world.app.moderation.report(command)


async def block(world: World, companion: Companion, day: int = 1) -> None:
    await world.app.availability.block(BlockTime.Command(user_id=companion.user_id, date=date(2026, 4, day)))


def test_the_numbers_are_those_of_the_contract() -> None:
    assert (QUOTAS.open_sessions, QUOTAS.sessions, QUOTAS.reports, QUOTAS.exports) == (20, 200, 30, 3)
    assert (QUOTAS.blocks, QUOTAS.sockets, QUOTAS.letters_an_hour, QUOTAS.letters_a_day) == (100, 10, 3, 10)


async def test_so_many_sessions_wait_for_a_match(small: World) -> None:
    seeker, other = await small.seeker(), await small.seeker()
    first, *_ = [await small.booked(seeker) for _ in range(3)]
    with pytest.raises(SessionQuotaReached, match="wait for a match"):
        await small.booked(seeker)
    await small.booked(other)
    await small.move(first, seeker.id, SessionAction.CANCEL)
    await small.booked(seeker)


async def test_bookings_at_once_count_each_other(small: World) -> None:
    seeker = await small.seeker()
    found = await asyncio.gather(*(small.booked(seeker) for _ in range(8)), return_exceptions=True)
    assert Counter(type(one).__name__ for one in found) == {"Session": 3, "SessionQuotaReached": 5}


async def test_so_many_sessions_are_booked_in_a_day(small: World) -> None:
    seeker = await small.seeker()
    for _ in range(5):
        await small.move(await small.booked(seeker), seeker.id, SessionAction.CANCEL)
    with pytest.raises(SessionQuotaReached, match="in a day"):
        await small.booked(seeker)
    small.after(days=1)
    await small.booked(seeker)


async def test_so_many_reports_are_filed_in_a_day_and_a_refused_one_does_not_count(small: World) -> None:
    angry = await small.seeker()
    one = await report(small, angry)
    with pytest.raises(AlreadyReported):
        await small.app.moderation.report(
            FileReport.Command(
                reporter_id=angry.id, reported_user_id=one.reported_user_id, reason="RUDE", description="Again"
            )
        )
    await report(small, angry)
    with pytest.raises(ReportQuotaReached):
        await report(small, angry)
    small.after(days=1)
    await report(small, angry)


async def test_so_many_exports_are_made_in_a_day(small: World) -> None:
    user = await small.seeker()
    for _ in range(2):
        await small.app.administration.export_data(user.id)
    with pytest.raises(ExportQuotaReached):
        await small.app.administration.export_data(user.id)


async def test_so_many_blocks_are_made_in_a_day(small: World) -> None:
    companion = await small.companion()
    for day in (1, 2):
        await block(small, companion, day)
    with pytest.raises(BlockQuotaReached):
        await block(small, companion, 3)


async def test_one_mailbox_gets_three_letters_of_a_kind_an_hour_and_nobody_is_told(world: World) -> None:
    user, other = await world.seeker(), await world.seeker()
    for _ in range(60):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(other.email))
    await world.settle()
    assert (emails(world, user, RESET), emails(world, other, RESET)) == (3, 1)
    assert world.platform.outbox.failed == ()
    world.after(hours=1)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.settle()
    assert emails(world, user, RESET) == 4


async def test_one_mailbox_gets_ten_letters_of_a_kind_a_day(world: World) -> None:
    user = await world.seeker()
    for _ in range(8):
        for _ in range(3):
            await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
        await world.settle()
        world.after(hours=1)
    assert emails(world, user, RESET) == 10
    world.after(days=1)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.settle()
    assert emails(world, user, RESET) == 11


async def test_letters_of_other_kinds_still_arrive(world: World) -> None:
    companion = await world.companion()
    user = await world.user(companion.user_id)
    for _ in range(5):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.matched(companion)
    await world.settle()
    assert (emails(world, user, RESET), emails(world, user, BOOKED)) == (3, 1)


async def test_letters_that_only_paid_sessions_cause_are_not_counted(world: World) -> None:
    companion = await world.companion()
    user = await world.user(companion.user_id)
    for _ in range(5):
        session = await world.running(companion)
        await world.move(session, session.seeker_id, SessionAction.END)
        await world.settle()
    assert (emails(world, user, BOOKED), emails(world, user, COMPLETED)) == (3, 5)


async def test_a_dropped_letter_stays_dropped_and_is_in_the_export(world: World) -> None:
    user = await world.seeker()
    for _ in range(4):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.settle()
    world.after(hours=2)
    for row in tuple(world.platform.store.tables.outbox.values()):
        assert await world.platform.outbox.run(world.app, row)
    assert emails(world, user, RESET) == 3
    slices, _ = await world.app.administration.export_data(user.id)
    export = existing(await whole(slices))
    assert [email.refusal for email in export.emails if email.refusal] == [
        "Dropped: too many letters of this kind in a short time"
    ]


async def test_without_quotas_nothing_is_counted() -> None:
    world = a_world(quotas=NO_QUOTAS)
    seeker, companion = await world.seeker(), await world.companion()
    for _ in range(25):
        await world.booked(seeker)
        await world.app.administration.export_data(seeker.id)
    for _ in range(8):
        await world.app.identity.request_password_reset(RequestPasswordReset.Command(seeker.email))
    await block(world, companion)
    await world.settle()
    assert emails(world, seeker, RESET) == 8
    assert len(world.platform.store.tables.quota_usage) == 0
