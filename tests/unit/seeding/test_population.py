from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from hushroom_adapters.local.seeding import history, money, people
from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, NobodyToMeet, Scale, TooManySessions
from hushroom_adapters.local.seeding.visits import Visit, Visits, reputations, visits
from hushroom_domain.availability.model import Slot
from hushroom_domain.availability.services.overlaps import overlapping
from hushroom_domain.companions.model import Companion, CompanionTier, ReputationStats
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import User
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.ratings.policy import RATING_WINDOW
from hushroom_domain.shared.ids import PaymentId
from tests.support.existing import existing

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCALE = Scale(companions=60, users=40, sessions=900, now=NOW)


def everybody(scale: Scale = SCALE) -> list[User]:
    seekers = [people.seeker(scale, number) for number in range(scale.users)]
    return seekers + [people.companion_user(scale, number) for number in range(scale.companions)]


def all_companions(scale: Scale, past: Visits) -> list[Companion]:
    profiles = [people.companion(scale, number) for number in range(scale.companions)]
    return [evolve(profile, stats=stats) for profile, stats in zip(profiles, reputations(past), strict=True)]


def all_slots(scale: Scale = SCALE) -> list[Slot]:
    return [slot for number in range(scale.companions) for slot in people.slots(scale, number)]


@pytest.fixture(scope="module")
def visited() -> list[Visit]:
    return list(visits(SCALE))


@pytest.fixture(scope="module")
def companions() -> list[Companion]:
    return all_companions(SCALE, visits(SCALE))


def test_the_same_scale_gives_the_same_data(visited: list[Visit], companions: list[Companion]) -> None:
    again = visits(SCALE)
    assert visited == list(again)
    assert companions == all_companions(SCALE, again)
    assert everybody() == everybody()


def test_everything_asked_for_is_there(visited: list[Visit], companions: list[Companion]) -> None:
    assert (len(companions), len(visited), len(everybody())) == (60, 900, 100)
    assert {visit.number for visit in visited} == set(range(900))
    assert visited == sorted(visited, key=lambda visit: (visit.start, visit.number))


def test_every_id_is_a_version_7_uuid_of_its_own(visited: list[Visit], companions: list[Companion]) -> None:
    things: list[Any] = [
        *everybody(),
        *companions,
        *(spoken for number in range(SCALE.companions) for spoken in people.languages(SCALE, number)),
        *all_slots(),
        *(history.session(SCALE, visit) for visit in visited),
        *(history.goal(visit) for visit in visited),
        *(rating for visit in visited for rating in history.ratings(SCALE, visit)),
        *(money.payment(SCALE, visit) for visit in visited),
    ]
    ids: list[UUID] = [thing.id for thing in things]
    assert len(set(ids)) == len(ids)
    assert {made.version for made in ids} == {7}


def test_nobody_has_a_persons_name_and_no_mail_can_reach_anybody() -> None:
    for user in everybody():
        assert (user.first_name, user.last_name) == (None, None)
        assert user.email == f"{user.display_name}@{MAIL_DOMAIN}"
    assert MAIL_DOMAIN.endswith(".example.com")


def test_every_tier_occurs_and_nobody_meets_a_companion_that_waits_for_review(
    visited: list[Visit], companions: list[Companion]
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
    joined = max(user.created_at for user in everybody())
    ends = {}
    for session in (history.session(SCALE, visit) for visit in visited):
        began, ended = existing(session.started_at), existing(session.ended_at)
        assert joined < session.created_at < began < ended < NOW
        ends[session.id] = ended
    for rating in (rating for visit in visited for rating in history.ratings(SCALE, visit)):
        assert ends[rating.session_id] < rating.created_at < min(NOW, ends[rating.session_id] + RATING_WINDOW)


def test_the_hours_of_a_companion_do_not_collide() -> None:
    theirs = defaultdict(list)
    for slot in all_slots():
        theirs[slot.companion_id].append(slot)
    assert not any(overlapping(slots, NOW) for slots in theirs.values())
    assert 0 < len(theirs) < SCALE.companions


def test_every_payment_is_captured_at_the_price_of_its_companion_and_split_by_its_tier(
    visited: list[Visit], companions: list[Companion]
) -> None:
    basis_points = {CompanionTier.STANDARD: 3000, CompanionTier.VERIFIED: 2500, CompanionTier.EXPERT: 2000}
    for visit in visited:
        payment, companion = money.payment(SCALE, visit), companions[visit.companion]
        assert payment.companion_id == companion.id
        assert payment.commission_basis_points == basis_points[companion.type]
        exact = companion.hourly_rate.minor * visit.minutes / 60
        assert abs(payment.amount.minor - exact) <= 0.5
        assert payment.captured == payment.amount


def test_the_ledger_sums_to_nothing_and_gives_each_side_its_part(visited: list[Visit]) -> None:
    payments = {payment.id: payment for payment in (money.payment(SCALE, visit) for visit in visited)}
    parts: dict[PaymentId, dict[LedgerAccount, int]] = defaultdict(dict)
    for posting in (posting for visit in visited for posting in money.ledger(SCALE, visit)):
        parts[posting.payment_id][posting.account] = posting.minor
    assert parts.keys() == payments.keys()
    for payment_id, accounts in parts.items():
        payment = payments[payment_id]
        assert sum(accounts.values()) == 0
        assert accounts[LedgerAccount.SEEKER] == -payment.amount.minor
        assert accounts[LedgerAccount.COMPANION] == payment.split.share.minor


def test_the_stats_follow_from_the_history(visited: list[Visit], companions: list[Companion]) -> None:
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
    assert list(reputations(visits(quiet))) == [ReputationStats()] * 3


def test_the_newest_session_is_over_for_hours() -> None:
    newest = max(visit.end for visit in visits(SCALE))
    assert NOW - timedelta(days=7) < newest < NOW - timedelta(hours=2)
