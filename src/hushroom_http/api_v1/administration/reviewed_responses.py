"""The responses for administrators about ratings and contract templates."""

from hushroom_domain.administration.model import RatingRecord, TemplateRecord
from hushroom_http.api_v1.contracts.responses import TemplateAnswer, template_fields
from hushroom_http.api_v1.goals.responses import TitleAnswer
from hushroom_http.api_v1.identity.person_responses import ContactAnswer, contact_answer
from hushroom_http.api_v1.ratings.responses import RatingAnswer, rating_fields
from hushroom_http.api_v1.response_page import PageAnswer


class ReviewedRatingAnswer(RatingAnswer):
    """A rating as administrators see it: with both people and the title of the session's goal."""

    rater: ContactAnswer
    rated_user: ContactAnswer
    goal: TitleAnswer | None


class ReviewedRatingPage(PageAnswer):
    ratings: list[ReviewedRatingAnswer]


class ReviewedTemplateAnswer(TemplateAnswer):
    """A contract template with the number of contracts that were created from it."""

    contracts: int


def reviewed_rating_answer(record: RatingRecord) -> ReviewedRatingAnswer:
    return ReviewedRatingAnswer(
        **rating_fields(record.rating),
        rater=contact_answer(record.rater),
        rated_user=contact_answer(record.rated),
        goal=None if record.goal_title is None else TitleAnswer(title=record.goal_title),
    )


def reviewed_template_answer(record: TemplateRecord) -> ReviewedTemplateAnswer:
    return ReviewedTemplateAnswer(**template_fields(record.template), contracts=record.contracts)
