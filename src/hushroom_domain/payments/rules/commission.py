"""Commission: how an amount is priced and split, to the cent."""

from attrs import frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.payments.policy import COMMISSION_BASIS_POINTS
from hushroom_domain.shared.money import Money


@frozen
class Split:
    """Who gets what of an amount; the two parts always add up to it."""

    fee: Money
    share: Money

    @property
    def amount(self) -> Money:
        """The whole."""
        return self.fee + self.share


def price(hourly_rate: Money, minutes: int) -> Money:
    """What `minutes` cost at `hourly_rate`: rate × minutes / 60, half cents up (API v1, payments)."""
    return hourly_rate.prorated(minutes, 60)


def commission_of(tier: CompanionTier) -> int:
    """The platform's commission for a companion of this tier, in basis points."""
    return COMMISSION_BASIS_POINTS[tier]


def split(amount: Money, commission_basis_points: int) -> Split:
    """The fee is amount × commission, half cents up; the companion's share is the rest (API v1, payments)."""
    fee = amount.share(commission_basis_points)
    return Split(fee, amount - fee)
