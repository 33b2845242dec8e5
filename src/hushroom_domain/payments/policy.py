"""The numbers and limits of payments."""

import re
from collections.abc import Mapping
from datetime import timedelta

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_domain.shared.limits import Amount, Characters, Range
from hushroom_domain.shared.money import MAX_MINOR, Money

COMMISSION_BASIS_POINTS = {CompanionTier.STANDARD: 3_000, CompanionTier.VERIFIED: 2_500, CompanionTier.EXPERT: 2_000}
"""The platform's share of a payment by the companion's tier: 30 %, 25 %, 20 %."""
WHOLE_FROM_PERCENT: Mapping[SessionEndedBy, int] = {
    SessionEndedBy.SEEKER: 0,
    SessionEndedBy.COMPANION: 80,
    SessionEndedBy.COMPANION_LEFT: 100,
    SessionEndedBy.PLATFORM: 100,
}
"""The percentage of the planned time from which a session is charged whole, by the way it ended. Below it, the time
served is charged."""
SMALLEST_CHARGE = Money(50)
"""The smallest amount that the provider charges: Stripe's minimum charge amount in EUR."""
ATTEMPT_LEASE = timedelta(seconds=30)
"""Time after which another attempt may continue one that the provider did not answer."""
STATUS_CHECK_EVERY = timedelta(seconds=3)
"""Shortest time between two status checks of a pending payment that readers cause."""
PAGE_LIFE = timedelta(hours=3)
"""Time from the making of a payment to the end of its hosted page. Longer than any match waits for its payment, because
the provider refuses a page that ends within 30 minutes; the end of the match closes the page earlier."""
SWEEP_AFTER = timedelta(minutes=2)
"""Time without a change after which the sweep announces an open payment."""
SHORTEST_HOLD = timedelta(days=4, hours=18)
"""Shortest time that a bank keeps a hold: 4 d 18 h on some Visa cards, 7 d on others (Stripe, place a hold)."""
RENEW_BEFORE = timedelta(days=1)
"""Time before the end of a hold at which it is renewed: enough for several tries, and longer than any session."""
RENEWAL_PAUSE = timedelta(hours=6)
"""Time after a refused renewal before the next try."""
RECONCILE_FOR = timedelta(days=120)
"""Time after a capture in which a payment is rechecked, because cardholders may dispute a charge that long."""
RECONCILE_EVERY = timedelta(days=1)
"""Time between two rechecks of a captured payment."""
LAPSED = "The hold lapsed before the money was taken"
CALLED_OFF = "The payment was called off before the card was charged"
RECENT_PAYOUTS = 20
LISTED = Range(min=1, max=500)
"""Payments on one page of a list; the largest number is the default."""
METHOD_ID = Characters(
    min=1,
    max=255,
    pattern=re.compile(r"\w+"),
    must="must be the id of a payment method, such as pm_card_visa",
)
PAGE_LANGUAGE = Characters(
    min=2, max=2, pattern=re.compile("[a-z]{2}"), must="must be a code of two letters, such as fr"
)
REFUND = Amount(max=Money(MAX_MINOR), is_positive=True)
VERIFICATION_KIND = "identity.verification_session"
"""The provider's name of the objects by which it verifies identities; notices about them are no notices of money."""
PROVIDER_ID = Characters(min=1, max=255)
"""The provider's name for one of its objects, or for a kind of notice."""
