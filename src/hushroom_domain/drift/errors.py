"""The errors of drift."""

from hushroom_domain.shared.errors import Forbidden, NotFound, RuleViolated


class DriftLogNotFound(NotFound):
    code = "drift.not_found"
    message = "Drift log not found"


class NotInProgress(RuleViolated):
    code = "drift.session_not_in_progress"
    message = "Drift can be flagged only while the session is in progress"


class OnlyCompanionFlags(Forbidden):
    code = "drift.only_companion"
    message = "Only the session's companion may flag drift"
