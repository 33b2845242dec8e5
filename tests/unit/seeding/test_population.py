from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from hushroom_adapters.local.seeding import history, money, people
from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, NobodyToMeet, Scale, TooManySessions
from hushroom_adapters.local.seeding.visits import Visit, companions_with_stats, visits
from hushroom_domain.availability.services.overlaps import overlapping
from hushroom_domain.companions.model import CompanionTier, ReputationStats
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.ratings.policy import RATING_WINDOW
from hushroom_domain.shared.ids import PaymentId
from tests.support.existing import existing

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCALE = Scale(companions=60, users=40, sessions=900, now=NOW)


@pytest.fixture(scope="module")
def visited() -> list[Visit]:
    return visits(SCALE)


@pytest.fixture(scope="module")
def companions(visited: list[Visit]) -> list[Any]:
    return list(companions_with_stats(SCALE, visited))


def test_the_same_scale_gives_the_same_data(visited: list[Visit], companions: list[Any]) -> None:
    again = visits(SCALE)
    assert visited == again
    assert companions == list(companions_with_stats(SCALE, again))
    assert list(people.users(SCALE, "hash")) == list(people.users(SCALE, "hash"))


def test_everything_asked_for_is_there(visited: list[Visit], companions: list[Any]) -> None:
    assert (len(companions), len(visited)) == (60, 900)
    assert len(list(people.users(SCALE, "hash"))) == 100
    assert {visit.number for visit in visited} == set(range(900))


def test_every_id_is_a_version_7_uuid_of_its_own(visited: list[Visit], companions: list[Any]) -> None:
    things = [
        *people.users(SCALE, "hash"),
        *companions,
        *people.languages(SCALE),
        *people.slots(SCALE),
        *history.sessions(SCALE, visited),
        *history.goals(visited),
        *history.ratings(SCALE, visited),
        *money.payments(SCALE, visited),
    ]
    ids = [thing.id for thing in things]
    assert len(set(ids)) == len(ids)
    assert {made.version for made in ids} == {7}


def test_nobody_has_a_persons_name_and_no_mail_can_reach_anybody() -> None:
    for user in people.users(SCALE, "hash"):
        assert (user.first_name, user.last_name) == (None, None)
        assert user.email == f"{user.display_name}@{MAIL_DOMAIN}"
    assert MAIL_DOMAIN.endswith(".example.com")


def test_every_tier_occurs_and_nobody_meets_a_companion_that_waits_for_review(
    visited: list[Visit], companions: list[Any]
) -> None:
    assert set(CompanionTier) == {companion.type for companion in companions}
    assert {companions[visit.companion].status for visit in visited} == {CompanionStatus.APPROVED}
    assert CompanionStatus.PENDING_REVIEW in {companion.status for companion in companions}


def test_no_companion_meets_two_seekers_at_once(visited: list[Visit]) -> None:
    theirs = defaultdict(list)
    for visit in visited:
        theirs[visit.companion].append(visit)
    for one in theirs.values():
        assert all(earlier.end < later.start for earlier, later in pairwise(one))


def test_everything_happened_after_its_people_joined_and_before_now(visited: list[Visit]) -> None:
    joined = max(user.created_at for user in people.users(SCALE, "hash"))
    ends = {}
    for session in history.sessions(SCALE, visited):
        began, ended = existing(session.started_at), existing(session.ended_at)
        assert joined < session.created_at < began < ended < NOW
        ends[session.id] = ended
    for rating in history.ratings(SCALE, visited):
        assert ends[rating.session_id] < rating.created_at < min(NOW, ends[rating.session_id] + RATING_WINDOW)


def test_the_hours_of_a_companion_do_not_collide() -> None:
    theirs = defaultdict(list)
    for slot in people.slots(SCALE):
        theirs[slot.companion_id].append(slot)
    assert not any(overlapping(slots, NOW) for slots in theirs.values())
    assert 0 < len(theirs) < SCALE.companions


def test_every_payment_is_captured_at_the_price_of_its_companion_and_split_by_its_tier(
    visited: list[Visit], companions: list[Any]
) -> None:
    basis_points = {CompanionTier.STANDARD: 3000, CompanionTier.VERIFIED: 2500, CompanionTier.EXPERT: 2000}
    for visit, payment in zip(visited, money.payments(SCALE, visited), strict=True):
        companion = companions[visit.companion]
        assert payment.companion_id == companion.id
        assert payment.commission_basis_points == basis_points[companion.type]
        exact = companion.hourly_rate.minor * visit.minutes / 60
        assert abs(payment.amount.minor - exact) <= 0.5
        assert payment.captured == payment.amount


def test_the_ledger_sums_to_nothing_and_gives_each_side_its_part(visited: list[Visit]) -> None:
    payments = {payment.id: payment for payment in money.payments(SCALE, visited)}
    parts: dict[PaymentId, dict[LedgerAccount, int]] = defaultdict(dict)
    for posting in money.ledger(SCALE, visited):
        parts[posting.payment_id][posting.account] = posting.minor
    assert parts.keys() == payments.keys()
    for payment_id, accounts in parts.items():
        payment = payments[payment_id]
        assert sum(accounts.values()) == 0
        assert accounts[LedgerAccount.SEEKER] == -payment.amount.minor
        assert accounts[LedgerAccount.COMPANION] == payment.split.share.minor


def test_the_stats_follow_from_the_history(visited: list[Visit], companions: list[Any]) -> None:
    counted = Counter(visit.companion for visit in visited)
    achieved = Counter(visit.companion for visit in visited if visit.is_achieved)
    stars = defaultdict(list)
    for visit in visited:
        if visit.scores:
            stars[visit.companion].append(visit.scores.overall)
    for number, companion in enumerate(companions):
        stats = companion.stats
        assert stats.total_sessions == counted[number]
        if counted[number]:
            assert stats.success_rate == round(100 * achieved[number] / counted[number], 2)
        if stars[number]:
            assert stats.average_rating == round(sum(stars[number]) / len(stars[number]), 2)
            assert 0 < stats.reputation_score <= 5
    assert ReputationStats() in [companion.stats for companion in companions]


def test_one_companion_has_room_for_a_thousand_sessions_but_not_for_ten_thousand() -> None:
    visits(Scale(companions=1, users=1, sessions=1000, now=NOW))
    with pytest.raises(TooManySessions):
        visits(Scale(companions=1, users=1, sessions=10_000, now=NOW))


@pytest.mark.parametrize(("companions", "users"), [(0, 5), (5, 0)])
def test_sessions_without_people_are_refused(companions: int, users: int) -> None:
    with pytest.raises(NobodyToMeet):
        visits(Scale(companions=companions, users=users, sessions=1, now=NOW))


def test_a_population_without_a_history_has_no_reputation() -> None:
    quiet = Scale(companions=3, users=0, sessions=0, now=NOW)
    assert [companion.stats for companion in companions_with_stats(quiet, [])] == [ReputationStats()] * 3


def test_the_newest_session_is_over_for_hours() -> None:
    newest = max(visit.end for visit in visits(SCALE))
    assert NOW - timedelta(days=7) < newest < NOW - timedelta(hours=2)
