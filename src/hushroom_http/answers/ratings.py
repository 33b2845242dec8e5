"""Ratings."""

from collections.abc import Iterable

from hushroom_domain.ratings.model import Rating
from hushroom_http.answers.shape import Answer, Id, Time
from hushroom_http.presenting import at


class RatingAnswer(Answer):
    id: Id
    session_id: Id
    rater_id: Id
    rated_user_id: Id
    overall_score: int
    goal_achievement: int | None
    presence_quality: int | None
    contract_adherence: int | None
    communication: int | None
    comment: str | None
    is_public: bool
    created_at: Time


class RatingPage(Answer):
    ratings: list[RatingAnswer]
    total: int
    page: int
    limit: int
    total_pages: int


class OwnRatingsAnswer(Answer):
    given: list[RatingAnswer]
    received: list[RatingAnswer]


def rating_answer(rating: Rating) -> RatingAnswer:
    return RatingAnswer(
        id=rating.id,
        session_id=rating.session_id,
        rater_id=rating.rater_id,
        rated_user_id=rating.rated_user_id,
        overall_score=rating.scores.overall,
        goal_achievement=rating.scores.goal_achievement,
        presence_quality=rating.scores.presence_quality,
        contract_adherence=rating.scores.contract_adherence,
        communication=rating.scores.communication,
        comment=rating.comment,
        is_public=rating.is_public,
        created_at=at(rating.created_at),
    )


def rating_answers(ratings: Iterable[Rating]) -> list[RatingAnswer]:
    return [rating_answer(rating) for rating in ratings]
