"""The rows of notifications and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.notifications.tables import NOTIFICATIONS, PUSH_SUBSCRIPTIONS
from hushroom_domain.notifications.model import Notification, PushSubscription

PUSH_SUBSCRIPTION = RowMapper(PushSubscription, PUSH_SUBSCRIPTIONS)
NOTIFICATION = RowMapper(Notification, NOTIFICATIONS)
