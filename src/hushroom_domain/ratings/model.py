"""Ratings: what one party of a session says about the other."""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.ratings.policy import STARS
from hushroom_domain.shared.ids import RatingId, SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput


@frozen(kw_only=True)
class Scores(ValidatedInput):
    """Stars, 1 to 5; None counts as the overall score."""

    overall: Annotated[int, STARS, Named("overallScore")]
    goal_achievement: Annotated[int | None, STARS] = None
    presence_quality: Annotated[int | None, STARS] = None
    contract_adherence: Annotated[int | None, STARS] = None
    communication: Annotated[int | None, STARS] = None


@frozen(kw_only=True)
class Rating:
    """One party's word on the other; at most one per party and session."""

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
    """A rating's scores and when they were given."""

    scores: Scores
    at: datetime
