"""The queries about payments that only the surfaces ask, on PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest
from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.queries import Person
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.queries import Earnings, PaymentView
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Slice, Window
from tests.support.builders import NOW, a_goal, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.payments import LATER, kept_payment
from tests.support.contracts.storage import PostgresStorage, as_admin, as_user
from tests.support.existing import existing
from tests.support.walking import walked

ALL = Window(take=100)


async def captured_payment(kept: PostgresStorage, companion: Companion, amount: Money, days: int) -> Payment:
    before = await kept_payment(kept, companion=companion, amount=amount, status=PaymentStatus.AUTHORIZED)
    moment = NOW + timedelta(days=days)
    after = evolve(before, status=PaymentStatus.CAPTURED, captured=amount, captured_at=moment)
    async with kept.begin() as work:
        await work.ledger.add(postings(before, after, moment))
        await work.payments.save(after)
    return after


async def test_a_session_is_seen_with_the_payment_that_its_match_waits_for(kept: PostgresStorage) -> None:
    seen = {}
    for paid in PaymentStatus:
        for stage in (SessionStatus.MATCHED, SessionStatus.CANCELLED):
            payment = await kept_payment(kept, status=paid)
            async with kept.begin() as work:
                session = await work.sessions.lock(payment.session_id)
                await work.sessions.save(evolve(session, status=stage))
            view = existing(await kept.queries.sessions.get(session.id, as_admin()))
            assert view.pending_payment_id in {None, payment.id}
            seen[paid, stage] = view.pending_payment_id is not None
    assert [where for where, is_awaited in seen.items() if is_awaited] == [
        (PaymentStatus.PENDING, SessionStatus.MATCHED)
    ]


async def test_payer_companion_and_admins_see_a_payment_with_its_session(kept: PostgresStorage) -> None:
    payment = await kept_payment(kept)
    async with kept.begin() as work:
        session = existing(await work.sessions.get(payment.session_id))
    viewers = [
        as_user(payment.payer_id),
        as_user(existing(session.companion_user_id)),
        as_admin(),
        as_user(an_id()),
    ]
    seen = [await kept.queries.payments.get(payment.id, viewer) for viewer in viewers]
    assert [view and (view.payment, view.session) for view in seen] == [(payment, session)] * 3 + [None]
    assert await kept.queries.payments.get(an_id(), as_admin()) is None


async def test_payments_of_a_user_are_newest_first(kept: PostgresStorage) -> None:
    payer = await kept.user()
    old, new = [await kept_payment(kept, payer, created_at=NOW + timedelta(days=days)) for days in (0, 1)]
    await kept_payment(kept)
    found = await kept.queries.payments.of_user(payer.id, ALL)
    assert [view.payment for view in found.items] == [new, old]
    assert await kept.queries.payments.of_user(an_id(), ALL) == Slice(())


@pytest.mark.parametrize("take", [1, 2, 5])
async def test_pages_of_payments_hold_every_one_once_while_others_are_made(kept: PostgresStorage, take: int) -> None:
    payer = await kept.user()
    paid = [await kept_payment(kept, payer, created_at=NOW + timedelta(days=days // 2)) for days in range(5)]
    newer = partial(kept_payment, kept, payer, created_at=NOW + timedelta(days=9))
    seen = await walked(partial(kept.queries.payments.of_user, payer.id), take, newer)
    assert [view.payment for view in seen] == sorted(paid, key=lambda one: (one.created_at, one.id), reverse=True)


async def test_the_payment_of_a_session_is_the_live_one_else_the_newest(kept: PostgresStorage) -> None:
    failed = await kept_payment(kept, status=PaymentStatus.FAILED)
    again = evolve(failed, id=an_id(), created_at=LATER)
    live = evolve(failed, id=an_id(), created_at=NOW - timedelta(days=1), status=PaymentStatus.AUTHORIZED)
    queries = kept.queries.payments
    assert await queries.of_session(failed.session_id) == failed
    async with kept.begin() as work:
        await work.payments.add(again)
    assert await queries.of_session(failed.session_id) == again
    async with kept.begin() as work:
        await work.payments.add(live)
    assert await queries.of_session(failed.session_id) == live
    assert await queries.of_session(an_id()) is None


async def test_a_payment_is_shown_with_its_session_goal_and_companion(kept: PostgresStorage) -> None:
    user = await kept.user(display_name="Cleo", avatar_url="https://example.com/cleo.png")
    companion = await kept.companion(user)
    payment = await kept_payment(kept, companion=companion)
    bare = await kept_payment(kept, companion=companion)
    goal = a_goal(session_id=payment.session_id)
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, [spoken(user, "fr")])
        await work.goals.add(goal)
    whole = existing(await kept.queries.sessions.get(payment.session_id, as_admin()))
    view = PaymentView(payment=payment, session=whole.session, goal=goal, companion=whole.companion)
    assert existing(view.companion).person == Person(
        id=user.id, display_name="Cleo", avatar_url="https://example.com/cleo.png"
    )
    assert await kept.queries.payments.get(payment.id, as_user(payment.payer_id)) == view
    assert await kept.queries.payments.of_user(payment.payer_id, ALL) == Slice((view,))
    assert existing(await kept.queries.payments.get(bare.id, as_admin())).goal is None


async def test_pending_are_the_shares_that_are_held_and_completed_those_that_were_captured(
    kept: PostgresStorage,
) -> None:
    companion, seeker = await kept.companion(), await kept.user(display_name="Ada")
    captured = await captured_payment(kept, companion, Money(1_000), 0)
    held = [
        await kept_payment(
            kept,
            seeker,
            companion,
            status=PaymentStatus.AUTHORIZED,
            amount=Money(minor),
            commission_basis_points=points,
            created_at=NOW + timedelta(days=day),
        )
        for day, (minor, points) in enumerate(((1_001, 3_000), (999, 2_500), (50, 2_000), (10**10, 3_000)), 1)
    ]
    for status in (PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.CANCELLED, PaymentStatus.REFUNDED):
        await kept_payment(kept, companion=companion, status=status)
    goal = a_goal(session_id=held[-1].session_id)
    async with kept.begin() as work:
        await work.goals.add(goal)
    earnings = await kept.queries.payments.earnings(companion.user_id)
    assert (earnings.total, earnings.completed_payouts) == (captured.split.share, 1)
    assert earnings.pending == sum((one.split.share for one in held), Money(0))
    assert [one.payment for one in earnings.recent] == [*reversed(held), captured]
    newest = earnings.recent[0]
    assert (newest.session.id, newest.goal, newest.seeker.display_name) == (held[-1].session_id, goal, "Ada")


async def test_earnings_are_sums_of_the_ledger(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    payments = [await captured_payment(kept, companion, Money(minor), days) for days, minor in enumerate((1_501, 999))]
    await captured_payment(kept, await kept.companion(), Money(5_000), 0)
    refunded = evolve(payments[0], refunded=Money(500))
    async with kept.begin() as work:
        await work.ledger.add(postings(payments[0], refunded, LATER))
        await work.payments.save(refunded)
    earnings = await kept.queries.payments.earnings(companion.user_id)
    share = refunded.split.share - evolve(refunded, amount=Money(500)).split.share + payments[1].split.share
    assert (earnings.total, earnings.pending, earnings.completed_payouts) == (share, Money(0), 2)
    assert [one.payment for one in earnings.recent] == [payments[1], refunded]


async def test_all_that_was_earned_is_listed_page_by_page_and_by_status(kept: PostgresStorage) -> None:
    companion, stranger = await kept.companion(), await kept.companion()
    made = [
        await kept_payment(
            kept,
            companion=companion,
            status=PaymentStatus.CAPTURED if number % 3 else PaymentStatus.AUTHORIZED,
            created_at=NOW + timedelta(hours=number // 2),
        )
        for number in range(9)
    ]
    for status in (PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.CANCELLED, PaymentStatus.REFUNDED):
        await kept_payment(kept, companion=companion, status=status)
    await kept_payment(kept, companion=stranger, status=PaymentStatus.AUTHORIZED)
    newest_first = sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)
    earned = kept.queries.payments.earned
    for take in (1, 4, 20):
        found = await walked(lambda window: earned(companion.user_id, None, window), take)
        assert [one.payment for one in found] == newest_first
        for status in (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED):
            some = await walked(lambda window, status=status: earned(companion.user_id, status, window), take)  # type: ignore[misc]
            assert [one.payment for one in some] == [one for one in newest_first if one.status is status]
    assert (await earned(companion.user_id, PaymentStatus.PENDING, ALL)).items == ()
    recent = (await kept.queries.payments.earnings(companion.user_id)).recent
    assert (await earned(companion.user_id, None, ALL)).items == recent


async def test_without_a_profile_or_a_capture_earnings_are_zero(kept: PostgresStorage) -> None:
    companion = await kept.companion()
    assert await kept.queries.payments.earnings(companion.user_id) == Earnings()
    assert await kept.queries.payments.earnings(an_id()) == Earnings()
    assert await kept.queries.payments.earned(an_id(), None, ALL) == Slice(())
