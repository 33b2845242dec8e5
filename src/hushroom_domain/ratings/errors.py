"""The errors of ratings."""

from hushroom_domain.shared.errors import Forbidden, RuleViolated


class NotRateable(RuleViolated):
    code = "rating.session_not_completed"
    message = "Only a completed session can be rated"


class RatingTooLate(RuleViolated):
    code = "rating.too_late"
    message = "A session can be rated within 48 hours of its end"


class AlreadyRated(RuleViolated):
    code = "rating.already_rated"
    message = "You have already rated this session"


class NotRatingParticipant(Forbidden):
    code = "rating.not_party"
    message = "Only a party of the session can rate it"
