"""The limits of notifications, and the texts of their rules."""

import re
from datetime import timedelta

from hushroom_domain.shared.limits import Characters, Range

DROPPED = "Dropped: too many letters of this kind in a short time"
"""The stored refusal of an email that exceeded the quota of its receiver."""
ENDPOINT = Characters(min=12, max=1_500, pattern=re.compile(r"https?://[!-~]+"), must="must be an https address")
"""The address at which a push service takes messages for one browser."""
PUBLIC_KEY = Characters(
    min=87, max=87, pattern=re.compile(r"[A-Za-z0-9_-]{87}"), must="must be a key as browsers give it"
)
"""The public key of a browser: a point of P-256, not compressed (RFC 8291)."""
AUTH_SECRET = Characters(
    min=22, max=22, pattern=re.compile(r"[A-Za-z0-9_-]{22}"), must="must be a key as browsers give it"
)
"""The secret that a browser shares with its application (RFC 8291)."""
MOST_DEVICES = 10
"""The number of push subscriptions that one account keeps; the newest stay."""
PUSH_LASTS = timedelta(minutes=15)
"""The time after its moment for which a push message is worth being shown."""
NOT_PUBLIC = "must be an https address of a public host"
MOST_KEPT = 200
"""The number of notifications that one account keeps; the newest stay."""
NOTIFICATIONS_KEPT = timedelta(days=180)
"""The time for which a notification is kept."""
LISTED = Range(min=1, max=100)
"""The number of notifications on one page of the list."""
EMAILS_LISTED = 50
"""The number of emails that the list of emails to one user has, the newest."""
SENT_AT_ONCE = 20
"""The number of notifications that a live stream reads at once."""
