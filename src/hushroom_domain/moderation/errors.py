"""What moderation refuses."""

from hushroom_domain.shared.errors import Invalid, Missing


class ReportNotFound(Missing):
    code = "report.not_found"
    message = "Report not found"


class SelfReport(Invalid):
    code = "report.oneself"
    message = "You cannot report yourself"
