"""Ratings of one participant of a session by the other."""

from datetime import datetime

from attrs import field, frozen, validators

from hushroom_domain.shared.ids import RatingId, SessionId, UserId

_score = [validators.instance_of(int), validators.ge(1), validators.le(5)]


@frozen(kw_only=True)
class Scores:
    """The stars of a rating, 1 to 5; None counts as the overall score."""

    overall: int = field(validator=_score)
    goal_achievement: int | None = field(default=None, validator=validators.optional(_score))
    presence_quality: int | None = field(default=None, validator=validators.optional(_score))
    contract_adherence: int | None = field(default=None, validator=validators.optional(_score))
    communication: int | None = field(default=None, validator=validators.optional(_score))


@frozen(kw_only=True)
class Rating:
    """A participant's rating of the other one; there is one for each participant and session at most."""

    id: RatingId
    session_id: SessionId
    rater_id: UserId
    rated_user_id: UserId
    scores: Scores
    comment: str | None = None
    is_public: bool = False
    created_at: datetime


@frozen
class Vote:
    """A rating's scores and their time."""

    scores: Scores
    at: datetime
