"""The errors of moderation."""

from hushroom_domain.shared.errors import NotFound, RuleViolated


class ReportNotFound(NotFound):
    code = "report.not_found"
    message = "Report not found"


class AlreadyReported(RuleViolated):
    code = "report.already_pending"
    message = "Your last report about this person waits to be looked at"


class SelfReport(RuleViolated):
    code = "report.oneself"
    message = "You cannot report yourself"


class ReportQuotaReached(RuleViolated):
    code = "report.quota_reached"
    message = "You have filed as many reports as one person may in a day"
