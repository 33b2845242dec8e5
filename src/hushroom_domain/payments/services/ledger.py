"""The ledger: each movement of money as postings that sum to zero. Earnings are computed from it."""

from datetime import datetime
from uuid import UUID

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.commission import split
from hushroom_domain.payments.rules.posting import LedgerAccount, Posting, PostingKind
from hushroom_domain.shared.money import Money


def postings(before: Payment, after: Payment, now: datetime) -> tuple[Posting, ...]:
    """Returns the postings between two states of a payment; none when no money moved.

    A refund takes from each side the difference of two cumulative splits, so that refunds in any number of parts sum
    to exactly the postings of the capture.
    """
    captured = _moves(after, PostingKind.CAPTURE, before.captured, after.captured, +1, now)
    refunded = _moves(after, PostingKind.REFUND, before.refunded, after.refunded, -1, now)
    return (*captured, *refunded)


def _moves(
    payment: Payment, kind: PostingKind, old: Money, new: Money, sign: int, now: datetime
) -> tuple[Posting, ...]:
    if new == old:
        return ()
    was, is_now = split(old, payment.commission_basis_points), split(new, payment.commission_basis_points)
    parts: tuple[tuple[LedgerAccount, UUID | None, int], ...] = (
        (LedgerAccount.SEEKER, payment.payer_id, -(new.minor - old.minor)),
        (LedgerAccount.PLATFORM, None, is_now.fee.minor - was.fee.minor),
        (LedgerAccount.COMPANION, payment.companion_id, is_now.share.minor - was.share.minor),
    )
    return tuple(
        Posting(
            payment_id=payment.id,
            kind=kind,
            account=account,
            owner_id=owner_id,
            minor=sign * minor,
            currency=payment.amount.currency,
            at=now,
        )
        for account, owner_id, minor in parts
    )
