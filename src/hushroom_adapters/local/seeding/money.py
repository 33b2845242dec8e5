"""The payments of the visits, with prices, splits and postings by the domain's own functions."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from hushroom_adapters.local.seeding.generators import Kind, Scale, made_up_id
from hushroom_adapters.local.seeding.history import BOOKED_BEFORE, booked_at, session_id
from hushroom_adapters.local.seeding.people import companion_id, seeker_id, terms_of
from hushroom_adapters.local.seeding.visits import Visit
from hushroom_domain.payments.model import Instruction, Payment
from hushroom_domain.payments.rules.commission import commission_of, price
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.money import Money

INTENT = "pi_made_up_"
"""The prefix of the ids of intents that no provider has."""
NEVER_AGAIN = datetime(9999, 1, 1, tzinfo=UTC)
"""The time of the last status check, set so late that no further check takes place."""
HELD_AFTER = timedelta(minutes=15)


def intent_of(visit: Visit) -> str:
    return f"{INTENT}{visit.number:09d}"


def payment(scale: Scale, visit: Visit) -> Payment:
    """Returns the captured payment of a visit."""
    return _captured(visit, _held(scale, visit))


def ledger(scale: Scale, visit: Visit) -> tuple[Posting, ...]:
    """Returns three postings, which sum to zero."""
    held = _held(scale, visit)
    return postings(held, _captured(visit, held), visit.end)


def held_at(visit: Visit) -> int:
    """Returns the second since 1970 at which the money was held."""
    return booked_at(visit) + HELD_AFTER.seconds


def _held(scale: Scale, visit: Visit) -> Payment:
    terms = terms_of(visit.companion)
    amount = price(Money(terms.hourly), visit.minutes)
    at = visit.start - BOOKED_BEFORE + HELD_AFTER
    return Payment(
        id=PaymentId(made_up_id(Kind.PAYMENT, visit.number, held_at(visit))),
        session_id=session_id(visit),
        payer_id=seeker_id(scale, visit.seeker),
        companion_id=companion_id(scale, visit.companion),
        intent_id=intent_of(visit),
        amount=amount,
        authorized_amount=amount,
        commission_basis_points=commission_of(terms.tier),
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
