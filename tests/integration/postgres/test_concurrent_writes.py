"""Concurrent writes: one of them succeeds, and the others get a clear error."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Coroutine, Iterable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from attrs import evolve
from psycopg import sql

from hushroom_adapters.memory import ManualClock
from hushroom_adapters.memory.devices import MemoryClients
from hushroom_adapters.memory.email_renderer import PlainEmailRenderer
from hushroom_adapters.memory.mailer import MemoryMailer
from hushroom_adapters.memory.tokens import MemoryAccessTokens, MemoryDeviceTokens, MemoryOpaqueTokens
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.core.errors import TryAgain
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.availability.errors import BlockQuotaReached, CompanionFull
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.errors import EmailTaken, JustRotated, ReusedRefreshToken
from hushroom_domain.identity.model import TokenPurpose, TokenState, User
from hushroom_domain.identity.policy import ROTATION_GRACE
from hushroom_domain.identity.services.device_notes import DeviceNotes
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.identity.services.token_issuer import SignedIn, TokenIssuer
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.matching.errors import TooManyUnpaid
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.moderation.errors import AlreadyReported, ReportQuotaReached
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_domain.payments.errors import AlreadyPaid
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.sessions.errors import AlreadyRunning, SessionQuotaReached, SessionsOverlap
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.shared.errors import DomainError, Unavailable
from hushroom_domain.shared.quotas import QUOTAS, Countable, DailyQuota
from hushroom_domain.shared.time import Period
from tests.support.builders import (
    NOW,
    a_booking,
    a_one_time_token,
    a_payment,
    a_rating,
    a_refresh_token,
    a_report,
    a_user,
    an_id,
)
from tests.support.contracts.storage import Storage, postgres_storage
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS, until

NO_DUTY = FactorDuty(is_demanded=False)

MANY = 32


async def outcomes(tries: Iterable[Awaitable[object]]) -> Counter[str]:
    """Counts the outcomes of the attempts."""

    async def outcome(attempt: Awaitable[object]) -> str:
        try:
            await attempt
        except DomainError as refusal:
            return refusal.code
        return "done"

    return Counter(await asyncio.gather(*map(outcome, tries)))


async def test_of_many_bookings_of_one_seat_one_wins(kept: Storage) -> None:
    companion = await kept.companion()
    sessions = [await kept.session(companion) for _ in range(MANY)]

    async def book(session: Session) -> None:
        async with kept.begin() as work:
            await work.bookings.add(a_booking(session_id=session.id, companion_id=companion.id))

    assert await outcomes(map(book, sessions)) == {"done": 1, CompanionFull.code: MANY - 1}


async def test_of_many_appointments_of_one_seeker_at_one_time_one_is_made(kept: Storage) -> None:
    seeker = await kept.user()
    companions = [await kept.companion() for _ in range(MANY)]
    sessions = [await kept.session(companion, seeker) for companion in companions]

    async def book(number: int) -> None:
        period = Period.lasting(NOW + timedelta(minutes=number), 60)
        booking = a_booking(session_id=sessions[number].id, companion_id=companions[number].id, period=period)
        async with kept.begin() as work:
            await work.bookings.add(evolve(booking, seeker_id=seeker.id, appointment=period))

    assert await outcomes(map(book, range(MANY))) == {"done": 1, SessionsOverlap.code: MANY - 1}


async def test_of_many_sessions_of_one_seeker_that_begin_at_once_one_does(kept: Storage) -> None:
    seeker = await kept.user()
    companions = [await kept.companion() for _ in range(MANY)]
    sessions = [await kept.session(companion, seeker) for companion in companions]
    async with kept.begin() as work:
        for session in sessions:
            await work.bookings.add(a_booking(session_id=session.id, companion_id=session.companion_id))

    async def begin(session: Session) -> None:
        async with kept.begin() as work:
            await work.bookings.open_end(session.id, seeker.id)

    assert await outcomes(map(begin, sessions)) == {"done": 1, AlreadyRunning.code: MANY - 1}


async def test_of_many_matches_of_one_person_three_are_made_while_none_is_paid(kept: Storage) -> None:
    seeker = await kept.user()
    companions = [await kept.companion() for _ in range(MANY)]
    sessions = [await kept.session(seeker=seeker) for _ in range(MANY)]
    select = SelectCompanion(kept.begin, ManualClock(NOW))

    def choose(number: int) -> Coroutine[Any, Any, Session]:
        return select(
            SelectCompanion.Command(
                user_id=seeker.id, session_id=sessions[number].id, companion_id=companions[number].id
            )
        )

    assert await outcomes(map(choose, range(MANY))) == {"done": 3, TooManyUnpaid.code: MANY - 3}


async def test_of_many_readers_of_a_pending_payment_one_asks_for_a_look_and_none_waits(kept: Storage) -> None:
    companion = await kept.companion()
    session = await kept.session(companion)
    payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id)
    async with kept.begin() as work:
        await work.payments.add(payment)
    claims = []

    async def read(_: int) -> None:
        async with kept.begin() as work:
            claims.append(await work.payments.claim_status_check(payment.id, NOW + timedelta(minutes=1)))

    async with kept.begin() as holder:
        await holder.payments.lock(payment.id)
        await asyncio.gather(*map(read, range(4)))
    assert claims == [False] * 4
    await asyncio.gather(*map(read, range(MANY)))
    assert sum(claims) == 1


async def test_of_many_payments_of_one_session_one_lives(kept: Storage) -> None:
    companion = await kept.companion()
    session = await kept.session(companion)

    async def pay(_: int) -> None:
        payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id)
        async with kept.begin() as work:
            await work.payments.add(payment)

    assert await outcomes(map(pay, range(MANY))) == {"done": 1, AlreadyPaid.code: MANY - 1}


async def test_of_many_acts_of_one_day_as_many_count_as_the_limit_allows(kept: Storage) -> None:
    user = await kept.user()

    async def spend(_: int) -> None:
        async with kept.begin() as work:
            if not await work.quotas.spend(Countable.BLOCKS, user.id, 20, NOW.date()):
                raise BlockQuotaReached

    assert await outcomes(map(spend, range(MANY))) == {"done": 20, BlockQuotaReached.code: MANY - 20}


async def test_of_many_bookings_by_one_seeker_as_many_wait_as_the_limit_allows(kept: Storage) -> None:
    user = await kept.user()
    quota = DailyQuota(Countable.SESSIONS, 200, SessionQuotaReached)
    book = BookSession(kept.begin, ManualClock(NOW), TimeOrderedIds(), quota, 20)

    async def booked(_: int) -> None:
        await book(BookSession.Command(seeker_id=user.id, type=SessionType.FOCUS))

    assert await outcomes(map(booked, range(MANY))) == {"done": 20, SessionQuotaReached.code: MANY - 20}
    async with kept.begin() as work:
        assert await work.sessions.unmatched_of(user.id) == 20


async def test_of_many_letters_at_once_one_mailbox_gets_as_many_as_the_limit_allows(kept: Storage) -> None:
    user, mailer = await kept.user(), MemoryMailer()
    send = SendEmail(
        kept.begin,
        ManualClock(NOW),
        PlainEmailRenderer(),
        mailer,
        TimeOrderedIds(),
        MemoryOpaqueTokens(),
        "h.test",
        QUOTAS,
    )

    async def reset(_: int) -> None:
        await send(SendEmail.Command(kind=EmailKind.RESET_PASSWORD, user_id=user.id, request_id=an_id()))

    assert await outcomes(map(reset, range(MANY))) == {"done": MANY}
    assert len(mailer.sent) == 3


async def test_of_many_reports_by_one_person_about_another_one_is_pending(kept: Storage) -> None:
    reporter, reported = await kept.user(), await kept.user()

    async def file(_: int) -> None:
        async with kept.begin() as work:
            await work.reports.add(a_report(reporter_id=reporter.id, reported_user_id=reported.id))

    assert await outcomes(map(file, range(MANY))) == {"done": 1, AlreadyReported.code: MANY - 1}


async def test_decisions_and_new_reports_about_one_user_never_stand_in_each_others_way(kept: Storage) -> None:
    reported, reporters, others = await kept.user(), *[[await kept.user() for _ in range(8)] for _ in range(2)]
    reports = [a_report(reporter_id=reporter.id, reported_user_id=reported.id) for reporter in reporters]
    async with kept.begin() as work:
        for report in reports:
            await work.reports.add(report)
    clock = ManualClock(NOW)
    decide = DecideReport(kept.begin, clock)
    quota = DailyQuota(Countable.REPORTS, 30, ReportQuotaReached)
    file = FileReport(kept.begin, clock, TimeOrderedIds(), ReportsCount.ANYONE, quota)

    async def decided(report: AbuseReport) -> None:
        admin = DecideReport.Command(admin_id=reported.id, report_id=report.id, action=ReportAction.DISMISS)
        await decide(admin)

    async def filed(user: User) -> None:
        await file(
            FileReport.Command(reporter_id=user.id, reported_user_id=reported.id, reason="RUDE", description="Shouted")
        )

    tries = [attempt for pair in zip(map(decided, reports), map(filed, others), strict=True) for attempt in pair]
    assert await outcomes(tries) == {"done": 16}


async def test_of_many_accounts_with_one_address_one_is_opened(kept: Storage) -> None:
    async def register(number: int) -> None:
        email = "Nour@Hushroom.test" if number % 2 else "nour@hushroom.TEST"
        async with kept.begin() as work:
            await work.users.add(a_user(email=email))

    assert await outcomes(map(register, range(MANY))) == {"done": 1, EmailTaken.code: MANY - 1}


async def test_of_many_ratings_by_one_party_one_counts(kept: Storage) -> None:
    companion = await kept.companion()
    session = await kept.session(companion)
    rating = a_rating(session_id=session.id, rater_id=session.seeker_id, rated_user_id=companion.user_id)

    async def rate(_: int) -> None:
        async with kept.begin() as work:
            await work.ratings.add(evolve(rating, id=an_id()))

    assert await outcomes(map(rate, range(MANY))) == {"done": 1, AlreadyRated.code: MANY - 1}


async def test_a_lock_makes_others_wait_and_see_what_was_done(kept: Storage) -> None:
    session = await kept.session()

    async def lengthen(_: int) -> None:
        async with kept.begin() as work:
            locked = await work.sessions.lock(session.id)
            await asyncio.sleep(0)
            await work.sessions.save(evolve(locked, planned_minutes=locked.planned_minutes + 1))

    await asyncio.gather(*map(lengthen, range(MANY)))
    async with kept.begin() as work:
        assert existing(await work.sessions.get(session.id)).planned_minutes == session.planned_minutes + MANY


async def test_a_link_that_is_granted_while_the_credentials_change_ends_with_them(
    kept: Storage, database_url: str
) -> None:
    user = await kept.user()
    link = a_one_time_token(user_id=user.id, purpose=TokenPurpose.RESET_PASSWORD)

    async def change() -> None:
        async with kept.begin() as work:
            await end_rights(work, await work.users.lock(user.id), NOW)

    async def somebody_waits() -> bool:
        found = watching.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        return found != (0,)

    with psycopg.connect(database_url, autocommit=True) as watching:
        async with kept.begin() as work:
            await work.users.lock(user.id)
            changing = asyncio.create_task(change())
            assert await until(somebody_waits)
            await work.one_time_tokens.add(link)
        await changing
    async with kept.begin() as work:
        assert existing(await work.one_time_tokens.get(link.digest, link.purpose)).used_at == NOW


async def test_two_hundred_refreshes_of_one_token_over_two_pools_have_one_child_and_log_nobody_out(
    kept: Storage, database_url: str
) -> None:
    user, opaque = await kept.user(), MemoryOpaqueTokens()
    secret = opaque.new()
    token = a_refresh_token(user_id=user.id, digest=opaque.digest(secret))
    async with kept.begin() as work:
        await work.refresh_tokens.add(token)
    clock = ManualClock(NOW)
    signing_in = TokenIssuer(
        clock, TimeOrderedIds(), MemoryAccessTokens(), opaque, DeviceNotes(clock, MemoryClients(), MemoryDeviceTokens())
    )
    async with AsyncExitStack() as stack:
        processes = []
        for _ in range(2):
            database = open_database(database_url)
            stack.push_async_callback(database.close)
            processes.append(RefreshTokenPair(postgres_storage(database).begin, clock, opaque, signing_in, NO_DUTY))

        async def answer(refresh: RefreshTokenPair) -> SignedIn | JustRotated:
            """Returns the answer to a client that asks again, as it is told to, when all connections are taken."""
            while True:
                try:
                    return await refresh(RefreshTokenPair.Command(secret))
                except JustRotated as refusal:
                    return refusal
                except Unavailable:
                    await asyncio.sleep(0)

        answers = await asyncio.gather(*(answer(refresh) for _ in range(100) for refresh in processes))
    children = [answer for answer in answers if isinstance(answer, SignedIn)]
    assert Counter(map(type, answers)) == {SignedIn: 1, JustRotated: 199}
    async with kept.begin() as work:
        child = existing(await work.refresh_tokens.get(opaque.digest(children[0].refresh_token)))
        assert (child.family_id, child.state(NOW)) == (token.family_id, TokenState.GOOD)
        assert existing(await work.devices.get(token.family_id)).user_id == user.id


@pytest.mark.parametrize("how", ["logout", "reuse"])
async def test_whoever_ends_a_sign_in_takes_turns_with_whoever_ends_all_and_holds_no_token_meanwhile(
    kept: Storage, database_url: str, how: str
) -> None:
    user, opaque = await kept.user(), MemoryOpaqueTokens()
    secret = opaque.new()
    used = a_refresh_token(user_id=user.id, digest=opaque.digest(secret)).used(NOW)
    child = a_refresh_token(user_id=user.id, family_id=used.family_id)
    async with kept.begin() as work:
        await work.refresh_tokens.add(used)
        await work.refresh_tokens.add(child)
    clock = ManualClock(NOW + 2 * ROTATION_GRACE)
    signing_in = TokenIssuer(
        clock, TimeOrderedIds(), MemoryAccessTokens(), opaque, DeviceNotes(clock, MemoryClients(), MemoryDeviceTokens())
    )

    async def end_one() -> None:
        if how == "logout":
            await LogOut(kept.begin, clock, opaque)(LogOut.Command(secret))
        else:
            with pytest.raises(ReusedRefreshToken):
                await RefreshTokenPair(kept.begin, clock, opaque, signing_in, NO_DUTY)(RefreshTokenPair.Command(secret))

    async def somebody_waits() -> bool:
        return watching.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (0,)

    with psycopg.connect(database_url, autocommit=True) as watching:
        async with kept.begin() as work:
            locked = await work.users.lock(user.id)
            ending = asyncio.create_task(end_one())
            assert await until(somebody_waits)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await end_rights(work, locked, NOW)
        await ending
    async with kept.begin() as work:
        assert existing(await work.refresh_tokens.get(child.digest)).revoked_at == NOW


@pytest.mark.parametrize("whole", ["family", "user"])
async def test_a_token_that_is_being_exchanged_while_all_are_revoked_has_no_child_that_survives(
    kept: Storage, database_url: str, whole: str
) -> None:
    user = await kept.user()
    token = a_refresh_token(user_id=user.id)
    child = a_refresh_token(user_id=user.id, family_id=token.family_id)
    async with kept.begin() as work:
        await work.refresh_tokens.add(token)

    async def revoke() -> None:
        async with kept.begin() as work:
            if whole == "user":
                await work.refresh_tokens.revoke_all(user.id, NOW)
            else:
                await work.refresh_tokens.revoke_family(token.family_id, NOW)

    async def somebody_waits() -> bool:
        found = watching.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        return found != (0,)

    with psycopg.connect(database_url, autocommit=True) as watching:
        async with kept.begin() as work:
            exchanged = existing(await work.refresh_tokens.lock(token.digest))
            revoking = asyncio.create_task(revoke())
            assert await until(somebody_waits)
            await work.refresh_tokens.save(exchanged.used(NOW))
            await work.refresh_tokens.add(child)
        await revoking
    async with kept.begin() as work:
        assert existing(await work.refresh_tokens.lock(child.digest)).revoked_at == NOW


async def test_a_locked_session_still_takes_what_belongs_to_it(kept: Storage) -> None:
    companion = await kept.companion()
    session = await kept.session(companion)
    async with kept.begin() as holder:
        await holder.sessions.lock(session.id)
        async with asyncio.timeout(PATIENCE_SECONDS), kept.begin() as other:
            payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id)
            await other.payments.add(payment)


async def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(kept: Storage) -> None:
    sessions = [await kept.session() for _ in range(2)]
    both_hold = asyncio.Barrier(2)

    async def lock(first: Session, second: Session) -> None:
        async with kept.begin() as work:
            await work.sessions.lock(first.id)
            await both_hold.wait()
            await work.sessions.lock(second.id)

    assert await outcomes([lock(*sessions), lock(*reversed(sessions))]) == {"done": 1, TryAgain.code: 1}


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_gives_its_connection_back(kept: Storage) -> None:
    user = a_user()

    async def add_and_wait() -> None:
        async with kept.begin() as work:
            await work.users.add(user)
            await asyncio.sleep(60)

    for _ in range(MANY):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(add_and_wait(), 0.02)
    async with kept.begin() as work:
        assert await work.users.get(user.id) is None


REFERRED = {
    "users": lambda kept: kept.user(),
    "companions": lambda kept: kept.companion(),
    "sessions": lambda kept: kept.session(),
}


@pytest.mark.parametrize("name", REFERRED)
async def test_a_row_is_saved_without_waiting_for_those_who_refer_to_it(
    kept: Storage, database_url: str, name: str
) -> None:
    """Otherwise two transactions that each refer to a row and then change it would wait for each other."""
    row = await REFERRED[name](kept)
    async with await psycopg.AsyncConnection.connect(database_url) as other:
        locked = sql.SQL("SELECT FROM {} WHERE id = %s FOR KEY SHARE").format(sql.Identifier(name))
        await other.execute(locked, (row.id,))
        async with kept.begin() as work:
            repository = getattr(work, name)
            await repository.save(evolve(await repository.lock(row.id), updated_at=NOW + timedelta(days=1)))
