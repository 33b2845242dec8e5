"""The tables of notifications in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.rows import Delivery
from hushroom_adapters.memory.table import Table
from hushroom_domain.notifications.model import Notification, PushSubscription
from hushroom_domain.shared.ids import NotificationId, PushSubscriptionId


@frozen(kw_only=True, eq=False, slots=False)
class NotificationTables:
    """The tables of notifications."""

    sent_emails: Table[str, Delivery] = field(factory=Table)
    notifications: Table[NotificationId, Notification] = field(factory=Table)
    push_subscriptions: Table[PushSubscriptionId, PushSubscription] = field(factory=Table)
