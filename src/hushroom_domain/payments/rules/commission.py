"""Prices of sessions and their split between platform and companion, exact to the cent."""

from attrs import frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.payments.policy import COMMISSION_BASIS_POINTS
from hushroom_domain.shared.money import Money


@frozen
class Split:
    """The two parts of an amount: the platform's fee and the companion's share. They always add up to it."""

    fee: Money
    share: Money

    @property
    def amount(self) -> Money:
        """Returns the sum of both parts."""
        return self.fee + self.share


def price(hourly_rate: Money, minutes: int) -> Money:
    """Returns the price of `minutes` at `hourly_rate`: rate × minutes / 60, half cents up (API v1, payments)."""
    return hourly_rate.prorated(minutes, 60)


def commission_of(tier: CompanionTier) -> int:
    """Returns the platform's commission for a companion of this tier, in basis points."""
    return COMMISSION_BASIS_POINTS[tier]


def split(amount: Money, commission_basis_points: int) -> Split:
    """Splits an amount: the fee is amount × commission, half cents up, the share is the rest (API v1, payments)."""
    fee = amount.share(commission_basis_points)
    return Split(fee, amount - fee)
