"""Ratings of one participant of a session by the other."""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.ratings.policy import STARS
from hushroom_domain.shared.ids import RatingId, SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput


@frozen(kw_only=True)
class Scores(ValidatedInput):
    """The stars of a rating, 1 to 5; None counts as the overall score."""

    overall: Annotated[int, STARS, Named("overallScore")]
    goal_achievement: Annotated[int | None, STARS] = None
    presence_quality: Annotated[int | None, STARS] = None
    contract_adherence: Annotated[int | None, STARS] = None
    communication: Annotated[int | None, STARS] = None


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
