"""Random histories of the whole platform, with provider failures and notices in any order."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hushroom_adapters.memory.gateway import Moment
from hushroom_adapters.memory.gateway.intent import Stage
from hushroom_adapters.memory.gateway.page import PageStage
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.identity.model import UserRole
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.money import Money
from tests.support.histories import HistoryInvariants
from tests.support.worlds import CHALLENGED, DECLINED, VISA, a_world, viewer

WHICH = st.integers(0, 5)
"""The position of an object, newest first, so that short histories stay with one session."""
METHODS = st.sampled_from([VISA, VISA, VISA, CHALLENGED, DECLINED, None, "pm_card_of_nobody"])
CALLS = st.sampled_from(
    ["open", "confirm", "renew", "capture", "release", "refund", "retrieve", "open_page", "close_page", "retrieve_page"]
)
STEPS = st.sampled_from(
    [
        SessionAction.READY,
        SessionAction.START,
        SessionAction.PAUSE,
        SessionAction.RESUME,
        SessionAction.END,
        SessionAction.CANCEL,
    ]
)
STAGES = st.sampled_from(["paid", "ready", "running", "ended"])
SPANS = st.sampled_from([0, 4, 20, 31, 130, 900, 1_500, 1_800, 5_400, 15_000, 90_000, 530_000])
"""Seconds on both sides of every limit: check, lease, sweep, unpaid match, session of 4 h, day, hold."""


class PlatformHistory(RuleBasedStateMachine):
    """Runs any use case at any time; a domain error is a valid outcome, and any other exception is a bug."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = a_world()
        self.watch = HistoryInvariants(self.world)
        self.expired: set[str] = set()
        self.has_lost_somebody = False

    @initialize(
        capacities=st.lists(st.integers(1, 3), min_size=2, max_size=3), tiers=st.permutations(list(CompanionTier))
    )
    def people_join(self, capacities: list[int], tiers: list[CompanionTier]) -> None:
        self.seekers = [self.run(self.world.seeker()) for _ in range(3)]
        self.companions = [
            self.run(self.world.companion(capacity=capacity, tier=tier, base_rate=Money(30_00 + 7)))
            for capacity, tier in zip(capacities, tiers, strict=False)
        ]
        self.admin = viewer(self.run(self.world.seeker()).id, UserRole.ADMIN)

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    def attempt(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """Returns the result, or None after a domain error."""
        try:
            return self.run(doing)
        except DomainError:
            return None

    def session(self, which: int) -> Session:
        sessions = list(self.world.platform.store.tables.sessions.values())
        return sessions[-1 - which % len(sessions)]

    def payment(self, which: int) -> Payment:
        payments = list(self.world.platform.store.tables.payments.values())
        return payments[-1 - which % len(payments)]

    def has_sessions(self) -> bool:
        return len(self.world.platform.store.tables.sessions) > 0

    def has_payments(self) -> bool:
        return len(self.world.platform.store.tables.payments) > 0

    def has_notices(self) -> bool:
        return bool(self.world.platform.gateway.notices)

    def has_work(self) -> bool:
        return len(self.world.platform.store.tables.outbox) > 0

    @rule(which=WHICH, minutes=st.sampled_from([15, 30, 120]), hours_ahead=st.sampled_from([None, None, 1, 2, 49, 300]))
    def book(self, which: int, minutes: int, hours_ahead: int | None) -> None:
        at = None if hours_ahead is None else self.world.clock.now() + timedelta(hours=hours_ahead)
        seeker = self.seekers[which % len(self.seekers)]
        self.run(self.world.booked(seeker, planned_minutes=minutes, scheduled_at=at))

    @rule(which=WHICH, whom=WHICH, hours_ahead=st.sampled_from([None, None, 2, 300]), stage=STAGES)
    def come_far(self, which: int, whom: int, hours_ahead: int | None, stage: str) -> None:
        at = None if hours_ahead is None else self.world.clock.now() + timedelta(hours=hours_ahead)
        companion = self.companions[whom % len(self.companions)]
        arrive = getattr(self.world, stage)
        self.attempt(arrive(companion, self.seekers[which % len(self.seekers)], scheduled_at=at))

    @rule(which=WHICH, whom=WHICH)
    def come_to_a_good_end(self, which: int, whom: int) -> None:
        self.come_far(which, whom, None, "ended")
        self.run(self.world.settle())

    @precondition(has_sessions)
    @rule(which=WHICH)
    def find(self, which: int) -> None:
        session = self.session(which)
        command = FindCompanions.Command(user_id=session.seeker_id, session_id=session.id)
        for match in self.attempt(self.world.app.matching.find(command)) or ():
            assert 0 <= match.score.hundredths <= 100

    @precondition(has_sessions)
    @rule(which=WHICH, whom=WHICH)
    def select(self, which: int, whom: int) -> None:
        self.attempt(self.world.select(self.session(which), self.companions[whom % len(self.companions)].id))

    @rule(whom=WHICH, cents=st.sampled_from([30_07, 17_77, 250_00]), tier=st.sampled_from(CompanionTier))
    def companion_gets_another_price(self, whom: int, cents: int, tier: CompanionTier) -> None:
        companion = self.companions[whom % len(self.companions)]
        base_rate = Money(cents)
        self.attempt(
            self.world.app.companions.update(UpdateCompanion.Command(user_id=companion.user_id, base_rate=base_rate))
        )
        self.run(self.world.promote(companion, tier))

    @precondition(has_sessions)
    @rule(which=WHICH, method=METHODS)
    def authorize(self, which: int, method: str | None) -> None:
        self.attempt(self.world.authorize(self.session(which), method))

    @precondition(has_sessions)
    @rule(which=WHICH, language=st.sampled_from(["en", "fr"]))
    def open_page(self, which: int, language: str) -> None:
        self.attempt(self.world.open_page(self.session(which), language))

    @precondition(has_sessions)
    @rule(which=WHICH, action=STEPS, as_seeker=st.booleans())
    def move(self, which: int, action: SessionAction, as_seeker: bool) -> None:
        session = self.session(which)
        user_id = session.seeker_id if as_seeker else session.companion_user_id
        self.attempt(self.world.move(session, user_id or self.admin.user_id, action))

    @precondition(has_sessions)
    @rule()
    def whoever_can_begins(self) -> None:
        for session in list(self.world.platform.store.tables.sessions.values()):
            if session.companion_user_id:
                self.attempt(self.world.move(session, session.companion_user_id, SessionAction.READY))
                self.attempt(self.world.move(session, session.seeker_id, SessionAction.START))

    @precondition(lambda self: self.has_sessions() and not self.has_lost_somebody)
    @rule(which=WHICH, as_seeker=st.booleans())
    def somebody_leaves(self, which: int, as_seeker: bool) -> None:
        session = self.session(which)
        gone = session.seeker_id if as_seeker else session.companion_user_id
        if gone:
            self.run(self.world.app.identity.delete(gone))
            self.has_lost_somebody = True

    @precondition(has_sessions)
    @rule(which=WHICH, accept=st.booleans())
    def agree(self, which: int, accept: bool) -> None:
        session, app = self.session(which), self.world.app
        command = CreateContract.Command(user_id=session.seeker_id, session_id=session.id)
        contract = self.attempt(app.contracts.create(command))
        for role in (session.seeker_id, session.companion_user_id):
            if contract and accept and role:
                self.run(app.contracts.accept(AcceptContract.Command(user_id=role, contract_id=contract.id)))

    @precondition(has_sessions)
    @rule(which=WHICH, achieved=st.booleans())
    def judge_goal(self, which: int, achieved: bool) -> None:
        session = self.session(which)
        goal = self.attempt(self.world.goal(session, "report"))
        if goal:
            command = JudgeGoal.Command(user_id=session.seeker_id, goal_id=goal.id, is_achieved=achieved)
            self.run(self.world.app.goals.judge(command))

    @precondition(has_sessions)
    @rule(which=WHICH, overall=st.integers(1, 5), as_seeker=st.booleans())
    def rate(self, which: int, overall: int, as_seeker: bool) -> None:
        session = self.session(which)
        rater = session.seeker_id if as_seeker else session.companion_user_id
        self.attempt(self.world.rate(session, rater or self.admin.user_id, overall))

    @precondition(has_payments)
    @rule(which=WHICH)
    def somebody_reads_a_payment(self, which: int) -> None:
        self.run(self.world.app.payments.request_status_check(self.payment(which).id))

    @precondition(has_payments)
    @rule(which=WHICH, cents=st.sampled_from([None, 1, 333, 500, 1_500]))
    def refund(self, which: int, cents: int | None) -> None:
        self.attempt(self.world.refund(self.payment(which), None if cents is None else Money(cents)))

    @precondition(has_payments)
    @rule(which=WHICH)
    def capture_by_hand(self, which: int) -> None:
        self.attempt(self.world.app.payments.capture(CapturePayment.Command(self.payment(which).id, self.admin)))

    @precondition(has_payments)
    @rule(which=WHICH, method=st.sampled_from([VISA, DECLINED, CHALLENGED]), passed=st.booleans())
    def payer_acts(self, which: int, method: str, passed: bool) -> None:
        intent = self.world.platform.gateway.intents.get(self.payment(which).intent_id or "")
        if intent and intent.stage is Stage.NEEDS_ACTION:
            self.world.platform.gateway.authenticate(intent.id, passed=passed)
        elif intent and not self.payment(which).is_hosted:
            self.world.platform.gateway.pay(intent.id, method)

    @precondition(has_payments)
    @rule(which=WHICH, method=st.sampled_from([VISA, VISA, DECLINED, CHALLENGED]))
    def payer_acts_on_a_page(self, which: int, method: str) -> None:
        gateway = self.world.platform.gateway
        page = gateway.pages.get(self.payment(which).page_id or "")
        if page and page.stage is PageStage.OPEN:
            gateway.pay_on_page(page.id, method)

    @precondition(has_payments)
    @rule(which=WHICH, cents=st.sampled_from([1, 700, 1_500]), won=st.booleans())
    def bank_acts(self, which: int, cents: int, won: bool) -> None:
        gateway = self.world.platform.gateway
        intent = gateway.intents.get(self.payment(which).intent_id or "")
        if intent and intent.dispute is DisputeState.OPEN:
            gateway.judge(intent.id, won=won)
        elif intent and intent.dispute is DisputeState.NONE and Money(cents) <= intent.captured - intent.refunded:
            gateway.contest(intent.id, Money(cents))

    @precondition(lambda self: self.has_payments() and not self.expired)
    @rule(which=WHICH)
    def hold_expires(self, which: int) -> None:
        intent = self.world.platform.gateway.intents.get(self.payment(which).intent_id or "")
        if intent and intent.stage is Stage.NEEDS_CAPTURE:
            self.expired.add(intent.id)
            self.world.platform.gateway.expire(intent.id)

    @rule(call=CALLS, moment=st.sampled_from(Moment), times=st.integers(1, 3))
    def provider_will_fail(self, call: str, moment: Moment, times: int) -> None:
        self.world.platform.gateway.faults.plan(call, moment, times)

    @rule(down=st.sampled_from([False, False, True]))
    def provider_goes_or_comes(self, down: bool) -> None:
        self.world.platform.gateway.faults.clear()
        self.world.platform.gateway.faults.is_down = down

    @precondition(has_notices)
    @rule(which=WHICH, again=st.booleans())
    def notice_arrives(self, which: int, again: bool) -> None:
        notices = self.world.platform.gateway.notices
        notice = notices[which % len(notices)]
        if again:
            notices.append(evolve(notice, id=f"{notice.id}x"))
        self.run(self.world.app.payments.receive_notice(notice))

    @precondition(has_notices)
    @rule(which=WHICH)
    def notice_is_lost(self, which: int) -> None:
        """Drops a notice permanently; its change must be detected without it."""
        notices = self.world.platform.gateway.notices
        del notices[which % len(notices)]

    @precondition(has_work)
    @rule(which=WHICH)
    def one_reaction_runs(self, which: int) -> None:
        """Runs any reaction in any order, including one that ran before."""
        rows = list(self.world.platform.store.tables.outbox.values())
        self.run(self.world.platform.outbox.run(self.world.app, rows[-1 - which % len(rows)]))

    @rule()
    def reactions_run(self) -> None:
        self.run(self.world.platform.outbox.drain(self.world.app))

    @rule()
    def all_settles(self) -> None:
        self.run(self.world.settle())

    @rule(seconds=SPANS)
    def time_passes(self, seconds: int) -> None:
        self.world.after(seconds=seconds)
        self.expired.update(self.world.platform.gateway.lapse())

    @rule()
    def periodic_work_is_done(self) -> None:
        self.run(self.world.app.sessions.close_stale())
        self.run(self.world.app.payments.sweep())
        self.run(self.world.app.payments.recheck_captured())
        self.run(self.world.app.ratings.decay_reputations())

    @invariant()
    def everything_is_in_order(self) -> None:
        self.watch.look()

    def teardown(self) -> None:
        """Restores the provider, advances the clock by days, and checks the final state of everything."""
        try:
            self.world.platform.gateway.faults.clear()
            for _ in range(16):
                self.time_passes(2 * 24 * 3600)
                self.periodic_work_is_done()
                self.run(self.world.settle())
            self.watch.rest(self.expired)
        finally:
            self.runner.close()


TestHistories = PlatformHistory.TestCase
