"""The payments of the visits, with prices, splits and postings by the domain's own functions."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from attrs import evolve

from hushroom_adapters.local.seeding.generators import Kind, Scale, made_up_id
from hushroom_adapters.local.seeding.history import BOOKED_BEFORE, session_id
from hushroom_adapters.local.seeding.people import companion_id, hourly_rate, seeker_id, tier_of
from hushroom_adapters.local.seeding.visits import Visit
from hushroom_domain.payments.model import Instruction, Payment
from hushroom_domain.payments.rules.commission import commission_of, price
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import PaymentId

INTENT = "pi_made_up_"
"""The prefix of the ids of intents that no provider has."""
NEVER_AGAIN = datetime(9999, 1, 1, tzinfo=UTC)
"""The time of the last status check, set so late that no further check takes place."""


def payments(scale: Scale, past: Iterable[Visit]) -> Iterator[Payment]:
    for visit in past:
        yield _captured(visit, _held(scale, visit))


def ledger(scale: Scale, past: Iterable[Visit]) -> Iterator[Posting]:
    """Yields three postings for each payment; they sum to zero."""
    for visit in past:
        held = _held(scale, visit)
        yield from postings(held, _captured(visit, held), visit.end)


def _held(scale: Scale, visit: Visit) -> Payment:
    base, premium = hourly_rate(visit.companion)
    amount = price(base + premium, visit.minutes)
    at = visit.start - BOOKED_BEFORE + timedelta(minutes=15)
    return Payment(
        id=PaymentId(made_up_id(Kind.PAYMENT, visit.number, at)),
        session_id=session_id(visit),
        payer_id=seeker_id(scale, visit.seeker),
        companion_id=companion_id(scale, visit.companion),
        intent_id=f"{INTENT}{visit.number:09d}",
        amount=amount,
        authorized_amount=amount,
        commission_basis_points=commission_of(tier_of(visit.companion)),
        status=PaymentStatus.AUTHORIZED,
        attempted_at=at,
        reconciled_at=NEVER_AGAIN,
        authorized_at=at,
        created_at=at,
        updated_at=at,
    )


def _captured(visit: Visit, held: Payment) -> Payment:
    return evolve(
        held,
        status=PaymentStatus.CAPTURED,
        instruction=Instruction.CAPTURE,
        captured=held.amount,
        captured_at=visit.end,
        updated_at=visit.end,
    )
