"""The numbers of payments."""

from collections.abc import Mapping
from datetime import timedelta

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_domain.shared.money import Money

COMMISSION_BASIS_POINTS = {CompanionTier.STANDARD: 3_000, CompanionTier.VERIFIED: 2_500, CompanionTier.EXPERT: 2_000}
"""The platform's share of a payment by the companion's tier: 30 %, 25 %, 20 %."""
WHOLE_FROM_PERCENT: Mapping[SessionEndedBy, int] = {
    SessionEndedBy.SEEKER: 0,
    SessionEndedBy.COMPANION: 80,
    SessionEndedBy.COMPANION_LEFT: 100,
    SessionEndedBy.PLATFORM: 100,
}
"""From how many percent of the planned time on a session is charged whole, by the way it ended; below that, by the
time served."""
SMALLEST_CHARGE = Money(50)
"""What the provider takes at least: Stripe's minimum charge amount in EUR."""
ATTEMPT_LEASE = timedelta(seconds=30)
"""How long an attempt to hold money may be under way before another one may take it up."""
LOOK_EVERY = timedelta(seconds=3)
"""How long a look at a pending payment that a reader asked for is good for."""
SWEEP_AFTER = timedelta(minutes=2)
"""How long an open payment is left to its own course before the sweep looks after it."""
SHORTEST_HOLD = timedelta(days=4, hours=18)
"""How long a bank keeps a hold at least: 4 d 18 h on some Visa cards, 7 d on others (Stripe, place a hold)."""
RENEW_BEFORE = timedelta(days=1)
"""How long before its end a hold is renewed: time for several tries, and more than any session lasts."""
RENEWAL_PAUSE = timedelta(hours=6)
"""How long a bank that refused to renew a hold is left in peace."""
RECONCILE_FOR = timedelta(days=120)
"""How long after its capture a payment is looked at again: cardholders may dispute a charge for about that long."""
RECONCILE_EVERY = timedelta(days=1)
"""How long what the provider said last of a captured payment is good for."""
LAPSED = "The hold lapsed before the money was taken"
CALLED_OFF = "The payment was called off before the card was charged"
RECENT_PAYOUTS = 20
MAX_LISTED = 500
"""How many payments one page of a list shows at most, and unless fewer are asked for."""
