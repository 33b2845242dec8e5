"""The limits and numbers of sessions."""

from collections.abc import Mapping
from datetime import timedelta

from hushroom_domain.shared.limits import Range
from hushroom_domain.shared.severity import DriftSeverity
from hushroom_domain.shared.text import Text

PLANNED_MINUTES = Range(min=15, max=120)
DEFAULT_PLANNED_MINUTES = 30
LONGEST_RUN = timedelta(hours=4)
"""A session that is in progress or paused for longer is abandoned."""
IDLE_LIMIT = timedelta(hours=24)
"""A session without a change of status for longer, from its appointed time if it has one, is cancelled."""
IDLE_REASON = "Auto-cancelled: no activity for 24 hours"
PAY_WITHIN = timedelta(minutes=30)
"""The time for which an unpaid match holds its seat."""
FAR_AHEAD = timedelta(hours=24)
"""A match that is made at least this long before the appointed time may wait longer for its payment."""
PAY_WITHIN_FAR_AHEAD = timedelta(hours=2)
"""The time for which an unpaid match that is `FAR_AHEAD` holds its seat."""
PROLONGED_BY = timedelta(minutes=15)
"""The additional time, given once, for a payer whom the bank asks to authenticate."""
UNPAID_REASON = "Auto-cancelled: not paid in time"
OVERDUE_GRACE = timedelta(minutes=2)
"""The time for which the sweep leaves an overdue match to the reaction that ends it."""
FURTHEST_AHEAD = timedelta(days=365)
CLOCK_SKEW = timedelta(minutes=5)
"""The maximum of time by which an appointed time may lie in the past, because clients' clocks differ."""
BEGINS_LEAD = timedelta(minutes=5)
"""The time before the appointed time at which the participants are reminded."""
REASON = Text(max=1_000, has_lines=True)
LISTED = Range(min=1, max=500)
"""Sessions on one page of a list; the largest number is the default."""
TOO_MANY_OPEN = "You have as many sessions that wait for a match as one person may: match or cancel one first"
MILESTONES: Mapping[int, DriftSeverity] = {80: DriftSeverity.LOW, 100: DriftSeverity.MEDIUM, 120: DriftSeverity.HIGH}
"""The percentages of the planned time that participants are notified of, each with the severity of its drift log."""
HOLD_LAPSED = "The hold on the payment has lapsed"
COMPANION_GONE = "The companion is no longer available"
SEEKER_GONE = "The seeker is no longer available"


def milestone_severity(percent: int) -> DriftSeverity:
    """Returns the severity of the highest milestone at or below `percent`, and that of the lowest one below all.

    A stored event of another release may carry a percentage that this release does not list.
    """
    reached = [listed for listed in sorted(MILESTONES) if listed <= percent]
    return MILESTONES[reached[-1] if reached else min(MILESTONES)]
