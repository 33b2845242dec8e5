"""The list of ratings as administrators see it, and its download as CSV."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.model import RatingRecord, RatingSearch
from hushroom_domain.ratings.policy import STARS
from hushroom_domain.shared.errors import FieldProblem, ValidationFailed
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.rendering import context_of
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

NO_DATE = "must be a date"


class CommentFilter(StrEnum):
    """The choices of the filter by comment."""

    WITH = "with"
    WITHOUT = "without"


COMMENTS = (
    Option(CommentFilter.WITH.value, N_("With a comment")),
    Option(CommentFilter.WITHOUT.value, N_("Without a comment")),
)
SCORES = tuple(Option(str(stars), str(stars), is_translated=False) for stars in range(STARS.min, STARS.max + 1))
FILTERS = Form((
    Field(name="session", label=N_("Id of the session"), is_required=False),
    Field(name="person", label=N_("Id of one of both people"), is_required=False),
    Field(name="minScore", label=N_("Fewest stars"), kind="select", options=(ANY, *SCORES), is_required=False),
    Field(name="maxScore", label=N_("Most stars"), kind="select", options=(ANY, *SCORES), is_required=False),
    Field(name="comment", label=N_("Comment"), kind="select", options=(ANY, *COMMENTS), is_required=False),
    Field(name="from", label=N_("First day"), kind="date", is_required=False),
    Field(name="to", label=N_("Last day"), kind="date", is_required=False),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[RatingRecord], object]] = {
    "id": lambda record: record.rating.id,
    "sessionId": lambda record: record.rating.session_id,
    "goal": lambda record: record.goal_title,
    "raterEmail": lambda record: record.rater.email,
    "ratedEmail": lambda record: record.rated.email,
    "overallScore": lambda record: record.rating.scores.overall,
    "goalAchievement": lambda record: record.rating.scores.goal_achievement,
    "presenceQuality": lambda record: record.rating.scores.presence_quality,
    "contractAdherence": lambda record: record.rating.scores.contract_adherence,
    "communication": lambda record: record.rating.scores.communication,
    "isPublic": lambda record: record.rating.is_public,
    "comment": lambda record: record.rating.comment,
    "createdAt": lambda record: time_in_file(record.rating.created_at),
}


@get("/admin/ratings")
async def show_ratings(request: WebRequest) -> Response[bytes]:
    """Returns the ratings that match the filters, newest first."""

    async def find(sent: Submission, window: Window) -> Page[RatingRecord]:
        return await request.queries.admin.ratings(window, _search(sent, context_of(request).zone))

    return await show_list(request, "administration/ratings.html", FILTERS, find)


@get("/admin/ratings.csv")
async def download_ratings(request: WebRequest) -> Stream:
    """Returns all ratings that match the filters as CSV."""
    search = _search(query_values(request), context_of(request).zone)
    return await csv_file(
        request, "ratings", FILTERS, COLUMNS, lambda window: request.queries.admin.ratings(window, search)
    )


def _search(sent: Submission, zone: tzinfo) -> RatingSearch:
    """Returns the filters of a query string; its days are those of the reader's zone. Raises: ValidationFailed."""
    comment = choice_of(sent, "comment", CommentFilter)
    return RatingSearch(
        session_id=SessionId(sent.uuid("session")) if sent.text("session") else None,
        person_id=UserId(sent.uuid("person")) if sent.text("person") else None,
        min_score=sent.number("minScore") if sent.text("minScore") else None,
        max_score=sent.number("maxScore") if sent.text("maxScore") else None,
        has_comment=comment is CommentFilter.WITH if comment else None,
        since=_midnight(sent, "from", zone),
        before=_midnight(sent, "to", zone, days_later=1),
    )


def _midnight(sent: Submission, name: str, zone: tzinfo, *, days_later: int = 0) -> datetime | None:
    """Returns the time at which a day begins in a zone; None without a day. Raises: ValidationFailed."""
    if not sent.text(name):
        return None
    day = sent.day(name)
    try:
        return datetime.combine(day + timedelta(days=days_later), time(), zone).astimezone(UTC)
    except OverflowError as error:
        raise ValidationFailed(f"{name}: {NO_DATE}", problems=(FieldProblem(name, NO_DATE),)) from error


HANDLERS = (show_ratings, download_ratings)
