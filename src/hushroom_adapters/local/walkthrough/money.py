"""The bill of the session, computed without the server's code, so that the server's amounts can be compared with it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from attrs import frozen

from hushroom_adapters.local.walkthrough.surprises import require

CENT = Decimal("0.01")
STANDARD_COMMISSION = Decimal("0.3")


@frozen(kw_only=True)
class Bill:
    """The price of the session and its split, in euros."""

    hourly_rate: Decimal
    minutes: int
    commission: Decimal
    amount: Decimal
    fee: Decimal
    share: Decimal

    @property
    def cents(self) -> int:
        """Returns the amount in cents."""
        return int(self.amount * 100)


def bill_of(hourly_rate: Decimal, minutes: int) -> Bill:
    """Returns the bill: rate x minutes / 60, a fee of 30 % (STANDARD), half cents up; the share is the rest."""
    amount = (hourly_rate * minutes / 60).quantize(CENT, ROUND_HALF_UP)
    fee = (amount * STANDARD_COMMISSION).quantize(CENT, ROUND_HALF_UP)
    return Bill(
        hourly_rate=hourly_rate,
        minutes=minutes,
        commission=STANDARD_COMMISSION,
        amount=amount,
        fee=fee,
        share=amount - fee,
    )


def meets(payment: Any, bill: Bill) -> None:
    """Compares the amounts of a payment with the bill. Raises: Surprise."""
    parts = {"amount": bill.amount, "platformFee": bill.fee, "companionPayout": bill.share}
    for name, wanted in parts.items():
        came = payment.get(name)
        require(isinstance(came, str) and Decimal(came) == wanted, f"{name} = {plain(wanted)}", f"{came!r}")
    require(payment.get("commissionRate") == "0.3", 'commissionRate = "0.3"', f"{payment.get('commissionRate')!r}")


def plain(amount: Decimal) -> str:
    """Returns an amount as the API writes it, without trailing zeros."""
    return f"{amount.normalize():f}"
