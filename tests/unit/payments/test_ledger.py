"""The ledger: every movement sums to zero, and refunds add up to exactly the captured amount."""

from collections import Counter
from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.posting import LedgerAccount, Posting, PostingKind
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_payment, a_snapshot
from tests.support.strategies import prices, provider_histories

basis_points = st.integers(0, 10_000)


def balances(entries: tuple[Posting, ...] | list[Posting]) -> Counter[LedgerAccount]:
    sums: Counter[LedgerAccount] = Counter()
    for posting in entries:
        sums[posting.account] += posting.minor
    return sums


def captured(payment: Payment, amount: Money) -> Payment:
    return payment.reported(a_snapshot(IntentState.CAPTURED, captured=amount), NOW)


@given(prices, basis_points)
def test_a_capture_moves_the_whole_amount_from_the_seeker_to_the_other_two(amount: Money, commission: int) -> None:
    payment = a_payment(amount=amount, commission_basis_points=commission)
    entries = postings(payment, captured(payment, amount), NOW)
    assert {entry.kind for entry in entries} == {PostingKind.CAPTURE}
    sums = balances(entries)
    assert sums.total() == 0
    assert sums[LedgerAccount.SEEKER] == -amount.minor
    assert sums[LedgerAccount.PLATFORM] == payment.split.fee.minor
    assert sums[LedgerAccount.COMPANION] == payment.split.share.minor


@given(prices, basis_points, st.lists(st.integers(0, 400), max_size=8))
def test_refunds_in_any_parts_sum_to_what_the_capture_gave(amount: Money, commission: int, parts: list[int]) -> None:
    before = a_payment(amount=amount, commission_basis_points=commission)
    payment = captured(before, amount)
    entries = list(postings(before, payment, NOW))
    refunded = Money(0)
    for part in [*parts, amount.minor]:
        refunded = min(amount, refunded + Money(part))
        after = payment.reported(a_snapshot(IntentState.CAPTURED, captured=amount, refunded=refunded), NOW)
        fresh = postings(payment, after, NOW)
        assert balances(fresh).total() == 0
        entries, payment = [*entries, *fresh], after
    assert set(balances(entries).values()) == {0}


@given(provider_histories(), basis_points)
def test_after_any_history_nobody_owes_and_nobody_kept_too_much(
    history: list[ProviderSnapshot], commission: int
) -> None:
    payment = a_payment(amount=Money(15_00), commission_basis_points=commission)
    entries: list[Posting] = []
    for report in history:
        after = payment.reported(report, NOW)
        entries += postings(payment, after, NOW)
        payment = after
        sums = balances(entries)
        assert sums.total() == 0
        assert sums[LedgerAccount.SEEKER] == -(payment.captured - payment.refunded).minor
        assert sums[LedgerAccount.COMPANION] >= 0
        assert sums[LedgerAccount.PLATFORM] >= 0


def test_a_report_without_money_posts_nothing() -> None:
    payment = a_payment()
    held = payment.reported(a_snapshot(IntentState.AUTHORIZED), NOW)
    assert postings(payment, held, NOW) == ()
    paid = captured(held, Money(15_00))
    disputed = paid.reported(
        a_snapshot(IntentState.CAPTURED, captured=Money(15_00), dispute=DisputeState.OPEN, disputed=Money(15_00)), NOW
    )
    assert postings(paid, disputed, NOW) == ()


def test_a_posting_says_whose_money_moved_why_when_and_in_which_currency() -> None:
    before = a_payment(amount=Money(10_00, "USD"), authorized_amount=Money(10_00, "USD"), commission_basis_points=3_000)
    before = evolve(before, captured=Money(0, "USD"), refunded=Money(0, "USD"))
    taken = evolve(before, captured=Money(10_00, "USD"))
    given_back = evolve(taken, refunded=Money(10_00, "USD"))
    later = NOW + timedelta(minutes=1)
    moved = [*postings(before, taken, NOW), *postings(taken, given_back, later)]
    assert [(one.kind, one.account, one.owner_id, one.minor, one.at) for one in moved] == [
        (PostingKind.CAPTURE, LedgerAccount.SEEKER, before.payer_id, -10_00, NOW),
        (PostingKind.CAPTURE, LedgerAccount.PLATFORM, None, 3_00, NOW),
        (PostingKind.CAPTURE, LedgerAccount.COMPANION, before.companion_id, 7_00, NOW),
        (PostingKind.REFUND, LedgerAccount.SEEKER, before.payer_id, 10_00, later),
        (PostingKind.REFUND, LedgerAccount.PLATFORM, None, -3_00, later),
        (PostingKind.REFUND, LedgerAccount.COMPANION, before.companion_id, -7_00, later),
    ]
    assert {(one.payment_id, one.currency) for one in moved} == {(before.id, "USD")}
