"""The errors of notifications."""

from hushroom_domain.shared.errors import NotFound, RuleViolated, Unavailable


class MailUnavailable(Unavailable):
    code = "mail.unavailable"
    message = "The mail server does not take mail right now"


class AddressRefused(RuleViolated):
    """The mail server rejected the email permanently."""

    code = "mail.address_refused"
    message = "The mail server refused the address"


class NotificationNotFound(NotFound):
    code = "notification.not_found"
    message = "Notification not found"


class PushOff(NotFound):
    """The platform has no keys for push messages."""

    code = "push.off"
    message = "Push messages are not offered here"


class PushUnavailable(Unavailable):
    code = "push.unavailable"
    message = "The push service does not take messages right now"


class PushRefused(RuleViolated):
    """The push service rejected a message, for a reason that is not the subscription's."""

    code = "push.refused"
    message = "The push service refused the message"


class PushSubscriptionGone(RuleViolated):
    """The push subscription has ended, and nothing reaches it any more."""

    code = "push.subscription_gone"
    message = "The push subscription has ended"
