"""Invariants of random histories, checked after each step, and once more when all reactions have run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from math import floor
from typing import TypeVar

from attrs import Factory, define

from hushroom_adapters.memory.gateway import EntryKind
from hushroom_adapters.memory.gateway.intent import Stage
from hushroom_adapters.memory.gateway.page import PageStage
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.identity.events import ErasureDue
from hushroom_domain.payments.model import Payment, RefundStatus
from hushroom_domain.payments.policy import SMALLEST_CHARGE
from hushroom_domain.payments.rules.commission import split
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.ids import PaymentId, SessionId
from hushroom_domain.shared.money import Money
from tests.support.existing import existing
from tests.support.worlds import World

# Written by hand and not read from the state machines, because a test must not use the code under test.
SESSION_STEPS = {
    SessionStatus.PENDING_MATCH: {SessionStatus.MATCHED, SessionStatus.CANCELLED},
    SessionStatus.MATCHED: {SessionStatus.PAYMENT_AUTHORIZED, SessionStatus.CANCELLED},
    SessionStatus.PAYMENT_AUTHORIZED: {SessionStatus.READY, SessionStatus.CANCELLED},
    SessionStatus.READY: {SessionStatus.IN_PROGRESS, SessionStatus.CANCELLED},
    SessionStatus.IN_PROGRESS: {SessionStatus.PAUSED, SessionStatus.COMPLETED, SessionStatus.ABANDONED},
    SessionStatus.PAUSED: {SessionStatus.IN_PROGRESS, SessionStatus.COMPLETED, SessionStatus.ABANDONED},
    SessionStatus.COMPLETED: {SessionStatus.DISPUTED},
    SessionStatus.DISPUTED: {SessionStatus.COMPLETED},
    SessionStatus.ABANDONED: set(),
    SessionStatus.CANCELLED: set(),
}
PAYMENT_STEPS = {
    PaymentStatus.PENDING: set(PaymentStatus) - {PaymentStatus.PENDING},
    PaymentStatus.AUTHORIZED: {
        PaymentStatus.CAPTURED,
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.REFUNDED,
        PaymentStatus.CANCELLED,
        PaymentStatus.DISPUTED,
    },
    PaymentStatus.CAPTURED: {PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED, PaymentStatus.DISPUTED},
    PaymentStatus.PARTIALLY_REFUNDED: {PaymentStatus.REFUNDED, PaymentStatus.DISPUTED},
    PaymentStatus.REFUNDED: {PaymentStatus.DISPUTED},
    PaymentStatus.DISPUTED: {PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED},
    PaymentStatus.FAILED: set(),
    PaymentStatus.CANCELLED: set(),
}
SEATED = {
    SessionStatus.MATCHED,
    SessionStatus.PAYMENT_AUTHORIZED,
    SessionStatus.READY,
    SessionStatus.IN_PROGRESS,
    SessionStatus.PAUSED,
}
RUNNING = {SessionStatus.IN_PROGRESS, SessionStatus.PAUSED}
ENDED = {SessionStatus.COMPLETED, SessionStatus.ABANDONED, SessionStatus.DISPUTED}
WHOLE_FROM = {
    SessionEndedBy.SEEKER: Fraction(0),
    SessionEndedBy.COMPANION: Fraction(80, 100),
    SessionEndedBy.COMPANION_LEFT: Fraction(1),
    SessionEndedBy.PLATFORM: Fraction(1),
}
COMMISSIONS = {CompanionTier.STANDARD: 3_000, CompanionTier.VERIFIED: 2_500, CompanionTier.EXPERT: 2_000}
NOT_LIVE = {PaymentStatus.FAILED, PaymentStatus.CANCELLED}

State = TypeVar("State")


def owed(session: Session, price: int) -> int:
    """Returns the price in minor units of a session that took place, from its timestamps and from the way it ended."""
    served = (existing(session.ended_at) - existing(session.started_at)).total_seconds() // 1 - session.paused_seconds
    part = Fraction(min(max(int(served), 0), session.planned_minutes * 60), session.planned_minutes * 60)
    if part >= WHOLE_FROM[existing(session.ended_by)]:
        return price
    return floor(part * price + Fraction(1, 2))


def reachable(steps: Mapping[State, set[State]], start: State) -> set[State]:
    """Returns every state that is reachable from `start`, and `start` itself."""
    found, frontier = {start}, [start]
    while frontier:
        fresh = steps[frontier.pop()] - found
        found |= fresh
        frontier.extend(fresh)
    return found


@define
class HistoryInvariants:
    """Compares the stored rows with those of the previous check."""

    world: World
    sessions: dict[SessionId, Session] = Factory(dict)
    payments: dict[PaymentId, Payment] = Factory(dict)

    def look(self) -> None:
        """Checks the invariants that hold at any time."""
        self._nobody_began_unpaid()
        self._only_legal_steps_were_taken()
        self._money_only_moved_forward()
        self._what_was_agreed_is_charged()
        self._nobody_is_double_booked()
        self._unpaid_seats_are_for_a_while()
        self._books_balance()
        self._the_provider_did_no_more_than_once()
        self._ratings_are_one_a_party()

    def rest(self, expired: Iterable[str]) -> None:
        """Checks the invariants that hold when no work is left; `expired` are the intents that the provider released
        itself.
        """
        self.look()
        # The erasure of a deleted account is due after the end of the history.
        assert {type(row.event) for row in self.world.platform.outbox.pending} <= {ErasureDue}
        for session in self._sessions():
            assert session.status in ENDED | {SessionStatus.CANCELLED}, session.status
            self._money_of_session_is_settled(session, set(expired))
        self._books_agree_with_the_providers()
        assert self.world.platform.rooms.inside == {}
        self._stats_are_right()

    def _sessions(self) -> list[Session]:
        return list(self.world.platform.store.tables.sessions.values())

    def _payments(self) -> list[Payment]:
        return list(self.world.platform.store.tables.payments.values())

    def _only_legal_steps_were_taken(self) -> None:
        for session in self._sessions():
            before = self.sessions.get(session.id)
            start = before.status if before else SessionStatus.PENDING_MATCH
            assert session.status in reachable(SESSION_STEPS, start), (start, session.status)
            if before and before.matched_at:
                assert (session.agreed_rate, session.agreed_tier) == (before.agreed_rate, before.agreed_tier)
            if before and before.started_at:
                assert session.started_at == before.started_at
                assert session.paused_seconds >= before.paused_seconds
            self.sessions[session.id] = session
        live = Counter(payment.session_id for payment in self._payments() if payment.status not in NOT_LIVE)
        assert all(count == 1 for count in live.values()), live

    def _nobody_began_unpaid(self) -> None:
        """Checks that each session that started since the last check had its money held, because a lapsed hold is
        reported in a later step.
        """
        paid = {
            one.session_id
            for one in self._payments()
            if one.status in {PaymentStatus.AUTHORIZED, *reachable(PAYMENT_STEPS, PaymentStatus.CAPTURED)}
        }
        for session in self._sessions():
            before = self.sessions.get(session.id)
            if session.started_at and not (before and before.started_at):
                assert session.id in paid, session

    def _money_only_moved_forward(self) -> None:
        for payment in self._payments():
            before = self.payments.get(payment.id)
            start = before.status if before else PaymentStatus.PENDING
            assert payment.status in reachable(PAYMENT_STEPS, start), (start, payment.status)
            if before:
                assert before.captured <= payment.captured
                assert before.refunded <= payment.refunded
            assert payment.refunded <= payment.captured <= payment.authorized_amount
            self.payments[payment.id] = payment

    def _what_was_agreed_is_charged(self) -> None:
        agreed = {session.id: session for session in self._sessions() if session.matched_at}
        for payment in self._payments():
            session = agreed[payment.session_id]
            exact = Fraction(existing(session.agreed_rate).minor * session.planned_minutes, 60)
            assert payment.authorized_amount.minor == floor(exact + Fraction(1, 2))
            assert payment.commission_basis_points == COMMISSIONS[existing(session.agreed_tier)]

    def _nobody_is_double_booked(self) -> None:
        tables = self.world.platform.store.tables
        seated = {session.id for session in self._sessions() if session.status in SEATED}
        assert {booking.session_id for booking in tables.bookings.values()} == seated
        for one, other in combinations(tables.bookings.values(), 2):
            if (one.companion_id, one.seat) == (other.companion_id, other.seat):
                assert not one.period.overlaps(other.period), (one, other)
        self._nobody_is_in_two_places()
        for companion in tables.companions.values():
            theirs = [session for session in self._sessions() if session.companion_id == companion.id]
            assert sum(session.status in RUNNING for session in theirs) <= companion.max_concurrent
            at_once = [session for session in theirs if session.status in SEATED and session.scheduled_at is None]
            assert len(at_once) <= companion.max_concurrent
            seats = {booking.seat for booking in tables.bookings.values() if booking.companion_id == companion.id}
            assert seats <= set(range(1, companion.max_concurrent + 1))

    def _unpaid_seats_are_for_a_while(self) -> None:
        """Checks the payment deadline of each match: 30 or 120 minutes, and 15 minutes more during a bank's
        challenge.
        """
        for session in self._sessions():
            if session.pay_by is None:
                assert session.status is SessionStatus.PENDING_MATCH or session.matched_at is None
                continue
            matched_at = existing(session.matched_at)
            ahead = session.scheduled_at and session.scheduled_at - matched_at > timedelta(hours=24)
            usual = timedelta(minutes=120 if ahead else 30) + timedelta(minutes=15 * session.is_prolonged)
            assert session.pay_by == matched_at + usual
            if session.cancellation_reason == "Auto-cancelled: not paid in time":
                assert session.updated_at >= session.pay_by
                theirs = [payment for payment in self._payments() if payment.session_id == session.id]
                assert all(payment.status in {PaymentStatus.PENDING, *NOT_LIVE} for payment in theirs), theirs

    def _nobody_is_in_two_places(self) -> None:
        """Checks that a seeker has one running session, no overlapping appointments and at most three unpaid
        matches.
        """
        for seeker_id in {session.seeker_id for session in self._sessions()}:
            theirs = [one for one in self._sessions() if one.seeker_id == seeker_id and one.status in SEATED]
            assert sum(one.status in RUNNING for one in theirs) <= 1
            assert sum(one.status is SessionStatus.MATCHED for one in theirs) <= 3
            appointed = [(one, one.scheduled_at) for one in theirs if one.scheduled_at]
            spans = sorted((max(at, existing(one.matched_at)), one.planned_minutes) for one, at in appointed)
            for (start, minutes), (following, _) in pairwise(spans):
                assert start + timedelta(minutes=minutes) <= following

    def _books_balance(self) -> None:
        for payment in self._payments():
            balance: Counter[LedgerAccount] = Counter()
            for posting in self.world.platform.store.tables.postings.values():
                if posting.payment_id == payment.id:
                    balance[posting.account] += posting.minor
            kept = payment.captured - payment.refunded
            assert sum(balance.values()) == 0
            assert balance[LedgerAccount.SEEKER] == -kept.minor
            taken, back = (split(one, payment.commission_basis_points) for one in (payment.captured, payment.refunded))
            assert balance[LedgerAccount.COMPANION] == (taken.share - back.share).minor >= 0
            assert balance[LedgerAccount.PLATFORM] == (taken.fee - back.fee).minor >= 0

    def _the_provider_did_no_more_than_once(self) -> None:
        entries = Counter((entry.intent_id, entry.kind) for entry in self.world.platform.gateway.ledger)
        for kind in (EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE):
            assert all(count == 1 for (_, one), count in entries.items() if one is kind), entries
        for payment in self._payments():
            if payment.intent_id:
                intent = self.world.platform.gateway.intents[payment.intent_id]
                assert payment.captured <= intent.captured
                assert payment.refunded <= intent.captured
        captured = Counter(
            intent.request.session_id for intent in self.world.platform.gateway.intents.values() if intent.captured
        )
        assert all(count == 1 for count in captured.values()), "a session was paid twice"

    def _ratings_are_one_a_party(self) -> None:
        ratings = list(self.world.platform.store.tables.ratings.values())
        assert len({(rating.session_id, rating.rater_id) for rating in ratings}) == len(ratings)
        for rating in ratings:
            session = self.sessions[rating.session_id]
            assert {rating.rater_id, rating.rated_user_id} == {session.seeker_id, session.companion_user_id}
            assert session.status in {SessionStatus.COMPLETED, SessionStatus.DISPUTED}

    def _money_of_session_is_settled(self, session: Session, expired: set[str]) -> None:
        """Checks that a cancelled session costs nothing, that one that took place is captured once, and that no hold
        is left.
        """
        gateway = self.world.platform.gateway
        intents = [one for one in gateway.intents.values() if one.request.session_id == session.id]
        assert all(intent.stage in {Stage.SUCCEEDED, Stage.CANCELLED} for intent in intents), intents
        for intent in intents:
            held, taken, freed = (
                gateway.moved(intent.id, kind) for kind in (EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE)
            )
            assert held == taken + freed
        captured = [intent.captured for intent in intents if intent.captured]
        if session.status is SessionStatus.CANCELLED:
            assert captured == []
            return
        [(price, intent_id)] = [
            (payment.authorized_amount, payment.intent_id)
            for payment in self._payments()
            if payment.session_id == session.id and payment.authorized_at
        ]
        due = Money(owed(session, price.minor))
        assert captured == ([] if due < SMALLEST_CHARGE or intent_id in expired else [due])

    def _books_agree_with_the_providers(self) -> None:
        for payment in self._payments():
            if payment.intent_id is None:
                self._no_card_was_entered(payment)
                continue
            intent = self.world.platform.gateway.intents[payment.intent_id]
            lost = intent.disputed.minor if intent.dispute is DisputeState.LOST else 0
            assert payment.captured == intent.captured
            assert payment.refunded.minor == intent.refunded.minor + lost, (payment, intent)
            assert (payment.status is PaymentStatus.DISPUTED) == (intent.dispute is DisputeState.OPEN)
        refunds = self.world.platform.store.tables.refunds.values()
        assert all(refund.status is not RefundStatus.REQUESTED for refund in refunds)

    def _no_card_was_entered(self, payment: Payment) -> None:
        """Checks that a payment without an intent is one of a page that was closed before it made one."""
        page = self.world.platform.gateway.pages[existing(payment.page_id)]
        assert (page.stage, page.intent) == (PageStage.EXPIRED, None)
        assert payment.status is PaymentStatus.CANCELLED
        assert payment.captured.minor == payment.refunded.minor == 0

    def _stats_are_right(self) -> None:
        for companion in self.world.platform.store.tables.companions.values():
            theirs = [session.status for session in self._sessions() if session.companion_id == companion.id]
            assert companion.stats.total_sessions == sum(
                one in {SessionStatus.COMPLETED, SessionStatus.DISPUTED} for one in theirs
            )
            assert 0 <= companion.stats.reputation_score <= 5
