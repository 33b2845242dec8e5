"""The numbers of payments."""

from datetime import timedelta

from hushroom_domain.companions.model import Tier
from hushroom_domain.shared.money import Money

COMMISSION_BASIS_POINTS = {Tier.STANDARD: 3_000, Tier.VERIFIED: 2_500, Tier.EXPERT: 2_000}
"""The platform's share of a payment by the companion's tier: 30 %, 25 %, 20 %."""
SMALLEST_CHARGE = Money(50)
"""What the provider takes at least: Stripe's minimum charge amount in EUR."""
ATTEMPT_LEASE = timedelta(seconds=30)
"""How long an attempt to hold money may be under way before another one may take it up."""
SWEEP_AFTER = timedelta(minutes=2)
"""How long an open payment is left to its own course before the sweep looks after it."""
LAPSED = "The hold lapsed before the money was taken"
RECENT_PAYOUTS = 20
