"""The bill of the session, worked out by hand from the contract, so that the server's sums have something to meet."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from attrs import frozen

from hushroom_adapters.local.walkthrough.surprises import require

CENT = Decimal("0.01")
STANDARD_COMMISSION = Decimal("0.3")


@frozen(kw_only=True)
class Bill:
    """What the seeker pays, and who gets it; in euros."""

    hourly_rate: Decimal
    minutes: int
    commission: Decimal
    amount: Decimal
    fee: Decimal
    share: Decimal

    @property
    def cents(self) -> int:
        """The amount as Stripe counts it."""
        return int(self.amount * 100)


def bill_of(hourly_rate: Decimal, minutes: int) -> Bill:
    """Rate x minutes / 60; a new companion is STANDARD, the fee is 30 % of it; half cents up, the share is the rest."""
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
    """The payment must say what the bill says."""
    parts = {"amount": bill.amount, "platformFee": bill.fee, "companionPayout": bill.share}
    for name, wanted in parts.items():
        came = payment.get(name)
        require(isinstance(came, str) and Decimal(came) == wanted, f"{name} = {plain(wanted)}", f"{came!r}")
    require(payment.get("commissionRate") == "0.3", 'commissionRate = "0.3"', f"{payment.get('commissionRate')!r}")


def plain(amount: Decimal) -> str:
    """As the API writes money: without trailing zeros."""
    return f"{amount.normalize():f}"
