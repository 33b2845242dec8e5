"""The errors of sessions."""

from hushroom_domain.shared.errors import Forbidden, NotFound, RuleViolated


class SessionNotFound(NotFound):
    code = "session.not_found"
    message = "Session not found"


class NotParticipant(Forbidden):
    code = "session.not_party"
    message = "You are not a party of this session"


class NotSessionOwner(Forbidden):
    code = "session.not_owner"
    message = "Only the session's owner may do this"


class AlreadyReady(RuleViolated):
    code = "session.already_ready"
    message = "You have already said that you are ready"


class OtherNotReady(RuleViolated):
    code = "session.other_not_ready"
    message = "The other party is not ready yet"


class PaymentNotHeld(RuleViolated):
    code = "session.payment_not_held"
    message = "The payment for this session is not held any more"


class SessionsOverlap(RuleViolated):
    code = "session.overlaps"
    message = "You have another session at that time"


class AlreadyRunning(RuleViolated):
    code = "session.already_running"
    message = "Another session of the same seeker is running"


class NotPendingMatch(RuleViolated):
    code = "session.not_pending_match"
    message = "Session is not pending a match"


class SessionQuotaReached(RuleViolated):
    code = "session.quota_reached"
    message = "You have booked as many sessions as one person may in a day"
