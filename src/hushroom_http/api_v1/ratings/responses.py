"""Ratings."""

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.queries import RatingView
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.goals.responses import TitleAnswer
from hushroom_http.api_v1.identity.person_responses import PersonAnswer, person_answer
from hushroom_http.api_v1.response_page import PageAnswer
from hushroom_http.api_v1.response_shape import Answer, Id, Time
from hushroom_http.api_v1.sessions.responses import PublicSessionAnswer, public_session_fields


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


class RatingOfSessionAnswer(RatingAnswer):
    """A rating with both people."""

    rater: PersonAnswer
    rated_user: PersonAnswer


class RatedSessionAnswer(PublicSessionAnswer):
    """The session of a rating, with the title of its goal."""

    goal: TitleAnswer | None


class ReceivedRatingAnswer(RatingAnswer):
    """A rating with its rater and its session."""

    rater: PersonAnswer
    session: RatedSessionAnswer


class GivenRatingAnswer(RatingAnswer):
    """A rating with the rated user and its session."""

    rated_user: PersonAnswer
    session: RatedSessionAnswer


class RatingPage(PageAnswer):
    ratings: list[ReceivedRatingAnswer]


class OwnRatingsAnswer(Answer):
    given: list[GivenRatingAnswer]
    received: list[ReceivedRatingAnswer]


class RatingFields(TypedDict):
    """The fields of `RatingAnswer`, for the answers that have them and more."""

    id: UUID
    session_id: UUID
    rater_id: UUID
    rated_user_id: UUID
    overall_score: int
    goal_achievement: int | None
    presence_quality: int | None
    contract_adherence: int | None
    communication: int | None
    comment: str | None
    is_public: bool
    created_at: str


def rating_answer(rating: Rating) -> RatingAnswer:
    return RatingAnswer(**rating_fields(rating))


def rating_answers(ratings: Iterable[Rating]) -> list[RatingAnswer]:
    return [rating_answer(rating) for rating in ratings]


def rating_of_session_answer(view: RatingView) -> RatingOfSessionAnswer:
    return RatingOfSessionAnswer(
        **rating_fields(view.rating), rater=person_answer(view.rater), rated_user=person_answer(view.rated)
    )


def received_rating_answer(view: RatingView) -> ReceivedRatingAnswer:
    return ReceivedRatingAnswer(**rating_fields(view.rating), rater=person_answer(view.rater), session=_session(view))


def given_rating_answer(view: RatingView) -> GivenRatingAnswer:
    return GivenRatingAnswer(**rating_fields(view.rating), rated_user=person_answer(view.rated), session=_session(view))


def _session(view: RatingView) -> RatedSessionAnswer:
    title = view.goal_title
    return RatedSessionAnswer(
        **public_session_fields(view.session), goal=None if title is None else TitleAnswer(title=title)
    )


def rating_fields(rating: Rating) -> RatingFields:
    """Returns the fields of a rating."""
    return {
        "id": rating.id,
        "session_id": rating.session_id,
        "rater_id": rating.rater_id,
        "rated_user_id": rating.rated_user_id,
        "overall_score": rating.scores.overall,
        "goal_achievement": rating.scores.goal_achievement,
        "presence_quality": rating.scores.presence_quality,
        "contract_adherence": rating.scores.contract_adherence,
        "communication": rating.scores.communication,
        "comment": rating.comment,
        "is_public": rating.is_public,
        "created_at": at(rating.created_at),
    }
