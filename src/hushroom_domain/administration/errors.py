"""The errors of administration."""

from hushroom_domain.shared.errors import RuleViolated


class NotOnOneself(RuleViolated):
    code = "admin.oneself"
    message = "Administrators cannot deactivate or demote themselves"


class ExportQuotaReached(RuleViolated):
    code = "export.quota_reached"
    message = "You have asked for as many exports as one person may in a day"
