"""The errors of notifications."""

from hushroom_domain.shared.errors import RuleViolated, Unavailable


class MailUnavailable(Unavailable):
    code = "mail.unavailable"
    message = "The mail server does not take mail right now"


class AddressRefused(RuleViolated):
    """The mail server rejected the email permanently."""

    code = "mail.address_refused"
    message = "The mail server refused the address"
