"""Amounts and their movements: Stripe's limits and fee, and the balance transaction of every movement."""

from attrs import frozen

from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError, invalid, malformed
from hushroom_adapters.local.emulators.stripe.fields import Resource, shaped
from hushroom_adapters.local.emulators.stripe.ledger import FEES, Entry
from hushroom_adapters.local.emulators.stripe.names import fresh

MINIMUM = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50, "sek": 300, "nok": 300, "dkk": 250, "pln": 200,
           "czk": 1500, "cad": 50, "aud": 50, "jpy": 50}  # fmt: skip
SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£"}
ZERO_DECIMAL = {"jpy"}
LARGEST_AMOUNT = 99_999_999
FEE_BASIS_POINTS = 150
FEE_FIXED = 25
DISPUTE_FEE = 2000
BASIS = 10_000


def fee_of(amount: int) -> int:
    """Returns Stripe's price for a European card: 1.5 % and 0.25 of the currency, half a cent rounded up."""
    return (amount * FEE_BASIS_POINTS + BASIS // 2) // BASIS + FEE_FIXED


def currency(name: str, value: object) -> str:
    """Parses a currency parameter."""
    word = str(value).lower()
    if word not in MINIMUM:
        known = ", ".join(sorted(MINIMUM))
        raise malformed(f"Invalid currency: {value}. Stripe currently supports these currencies: {known}", name)
    return word


def check_amount(amount: int, unit: str, param: str = "amount") -> None:
    """Refuses an amount outside of Stripe's limits for a charge."""
    if amount < MINIMUM[unit]:
        message = f"Amount must be at least {said(MINIMUM[unit], unit)} {unit}"
        raise StripeError(message=message, code="amount_too_small", param=param, executed=False)
    if amount > LARGEST_AMOUNT:
        message = f"Amount must be no more than {said(LARGEST_AMOUNT, unit)} {unit}"
        raise StripeError(message=message, code="amount_too_large", param=param, executed=False)


def said(amount: int, unit: str) -> str:
    """Returns an amount for people: €12.34."""
    symbol = SYMBOLS.get(unit, "")
    if unit in ZERO_DECIMAL:
        return f"{symbol}{amount:,}"
    return f"{symbol}{amount // 100:,}.{amount % 100:02}"


@frozen(kw_only=True)
class Movement:
    """Money into (positive) or out of the balance of an account, with Stripe's fee."""

    kind: str  # of the balance transaction
    entry: str  # of the ledger
    amount: int
    currency: str
    source: Resource
    other: str  # the ledger account at the other end
    fee: int = 0
    fee_entry: str = "fee"
    at_once: bool = True
    charge: str | None = None
    payment_intent: str | None = None
    category: str | None = None


def book(desk: Desk, move: Movement) -> Resource:
    """Writes the balance transaction of a movement and its lines in the ledger."""
    transaction = noted(desk, move)
    wait = _wait(desk, move)
    mine = f"balance:{desk.account}"
    debit, credit = (move.other, mine) if move.amount > 0 else (mine, move.other)
    _post(desk, move, move.entry, debit, credit, abs(move.amount), wait)
    if move.fee:
        _post(desk, move, move.fee_entry, mine, FEES, move.fee, wait)
    return transaction


def noted(desk: Desk, move: Movement) -> Resource:
    """Writes the balance transaction alone; the other side writes the ledger's lines."""
    wait = _wait(desk, move)
    transaction = desk.add(_transaction(desk, move, wait))
    if wait:
        desk.later("balance_transaction.available", transaction, wait)
    return transaction


def _wait(desk: Desk, move: Movement) -> int:
    return 0 if move.at_once else desk.policy.settlement_seconds


def _transaction(desk: Desk, move: Movement, wait: int) -> Resource:
    details = {"amount": move.fee, "application": None, "currency": move.currency,
               "description": "Stripe processing fees", "type": "stripe_fee"}  # fmt: skip
    return shaped(
        "balance_transaction", id=fresh("balance_transaction"), object="balance_transaction", amount=move.amount,
        available_on=desk.now() + wait, created=desk.now(), currency=move.currency, type=move.kind,
        description=move.source.get("description"), fee=move.fee, fee_details=[details] if move.fee else [],
        net=move.amount - move.fee, reporting_category=move.category or move.kind, source=move.source["id"],
        status="pending" if wait else "available", balance_type="payments",
    )  # fmt: skip


def _post(desk: Desk, move: Movement, kind: str, debit: str, credit: str, amount: int, wait: int) -> None:
    desk.ledger.post(
        Entry(
            kind=kind, debit=debit, credit=credit, amount=amount, currency=move.currency, account=desk.account,
            object=move.source["id"], charge=move.charge, payment_intent=move.payment_intent,
            available_on=desk.now() + wait,
        )
    )  # fmt: skip


def short_of_funds(what: str) -> StripeError:
    return invalid(f"You have insufficient funds in your Stripe account for this {what}.", code="balance_insufficient")


def available(desk: Desk, unit: str) -> int:
    return desk.ledger.available(f"balance:{desk.account}", unit)
