"""The errors about changes of address."""

from hushroom_domain.shared.errors import RuleViolated


class SameAddress(RuleViolated):
    code = "email_change.same_address"
    message = "This is the address of your account already"


class EmailChangeQuotaReached(RuleViolated):
    code = "email_change.quota_reached"
    message = "You have asked for as many changes of your address as one person may in a day"


class MailboxQuotaReached(RuleViolated):
    code = "email_change.mailbox_quota_reached"
    message = "This address gets no more letters about changes today; try again tomorrow"
