"""What moderation refuses."""

from hushroom_domain.shared.errors import Invalid, Missing


class ReportNotFound(Missing):
    code = "report.not_found"
    message = "Report not found"


class AlreadyReported(Invalid):
    code = "report.already_pending"
    message = "Your last report about this person waits to be looked at"


class SelfReport(Invalid):
    code = "report.oneself"
    message = "You cannot report yourself"


class ReportQuotaReached(Invalid):
    code = "report.quota_reached"
    message = "You have filed as many reports as one person may in a day"
