"""The types of request fields: each with its limits, its words for what is wrong, and an example."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hushroom_domain.companions.policy import BIO, TAG, rate_problem
from hushroom_domain.contracts.policy import RULE, RULE_TYPE, TOPIC
from hushroom_domain.goals.policy import CRITERION, DESCRIPTION, KEYWORD, NOTE, TITLE
from hushroom_domain.identity.policy import (
    EMAIL_MAX_LENGTH,
    LANGUAGE,
    NAME,
    PASSWORD_MAX_BYTES,
    birth_problem,
    password_problem,
)
from hushroom_domain.identity.rules.email_addresses import email_problem
from hushroom_domain.moderation.policy import DESCRIPTION as REPORT
from hushroom_domain.moderation.policy import NOTES
from hushroom_domain.moderation.policy import REASON as COMPLAINT
from hushroom_domain.ratings.policy import COMMENT
from hushroom_domain.sessions.policy import REASON
from hushroom_domain.shared.errors import FieldProblem, ValidationFailed
from hushroom_domain.shared.money import Money, money_of
from hushroom_domain.shared.text import Text
from hushroom_domain.shared.time import zone_problem
from hushroom_http.api_v1.request_bodies import Refine, Unfit

URL_MAX_LENGTH = 2_048
OPAQUE_MAX_LENGTH = 4_096
DATE_MAX_LENGTH = 35
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T00:00(:00(\.0{1,6})?)?(Z|[+-]00:00)?)?")
END_OF_DAY = "24:00"
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
METHOD_ID = re.compile(r"\w+")
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


def storable(text: str) -> str:
    """The text; one with a NUL in it cannot be kept."""
    if "\0" in text:
        raise Unfit("must not contain NUL characters")
    return text


def limits(text: Text, example: str) -> Meta:
    """Returns the lengths of a text, as the JSON schema of its field says them."""
    return Meta(min_length=text.min or None, max_length=text.max, examples=[example])


def written(text: Text) -> Callable[[str], str]:
    """Returns a step that takes the spaces off both ends of what a person wrote, if `text` allows it."""

    def step(value: str) -> str:
        words = text.wrong(value)
        if words is not None:
            raise Unfit(words)
        return value.strip()

    return step


def trimmed(at_least: int = 0) -> Callable[[str], str]:
    """A step that takes the spaces off both ends and then wants `at_least` characters."""

    def step(text: str) -> str:
        text = storable(text).strip()
        if len(text) < at_least:
            raise Unfit("must not be empty" if at_least == 1 else f"must be at least {at_least} characters long")
        return text

    return step


def _without(problem_of: Callable[[str], FieldProblem | None]) -> Callable[[str], str]:
    def step(value: str) -> str:
        problem = problem_of(storable(value))
        if problem is not None:
            raise Unfit(problem.message)
        return value

    return step


def day_of(value: str) -> date:
    """A day, written alone or as a time at midnight UTC."""
    found = DAY.fullmatch(value)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise Unfit("must be a date, such as 1990-05-17") from error


def _day(value: str) -> str:
    return day_of(value).isoformat()


def _birthday(value: str) -> str:
    """Looked at here already, so that it is said together with all else that is wrong."""
    problem = birth_problem(day_of(value), datetime.now(UTC).date())
    if problem is not None:
        raise Unfit(problem.message)
    return _day(value)


def _clock_time(value: str) -> str:
    if CLOCK_TIME.fullmatch(value) is None:
        raise Unfit("must be a time of day, such as 09:30")
    return value


def _end_time(value: str) -> str:
    return value if value == END_OF_DAY else _clock_time(value)


def _zone(value: str) -> str:
    problem = zone_problem(value)
    if problem is not None:
        raise Unfit(problem.message)
    return value


def _web_address(value: str) -> str:
    if WEB_ADDRESS.fullmatch(storable(value)) is None or not value.isprintable():
        raise Unfit("must be an http or https address")
    return value


def _in_utc(value: datetime) -> datetime:
    """The moment in UTC, in whole milliseconds."""
    try:
        moment = value.astimezone(UTC)
    except OverflowError as error:
        raise Unfit("is out of range") from error
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def amount(value: float) -> float:
    """A step that wants an amount of money."""
    money(value)
    return value


def more_than_nothing(value: float) -> float:
    """A step that wants an amount above zero."""
    if not money(value):
        raise Unfit("must be more than 0")
    return value


def _hourly_rate(value: float) -> float:
    problem = rate_problem(money(value))
    if problem is not None:
        raise Unfit(problem.message)
    return value


def money(value: float) -> Money:
    """The amount that a client wrote: its shortest decimal form, so that no float is calculated with."""
    try:
        return money_of(value, "the amount")
    except ValidationFailed as refusal:
        raise Unfit(refusal.text.removeprefix("the amount ")) from refusal


def _method_id(value: str) -> str:
    if METHOD_ID.fullmatch(value) is None:
        raise Unfit("must be the id of a payment method, such as pm_card_visa")
    return value


def time_of(value: str) -> time:
    """The time of day in a checked `ClockTime`."""
    return time.fromisoformat(value)


def end_of(value: str) -> time | None:
    """Returns the end in a checked `EndTime`; None is 24:00."""
    return None if value == END_OF_DAY else time_of(value)


Email = Annotated[str, Meta(max_length=EMAIL_MAX_LENGTH, examples=["ada@example.com"]), Refine(_without(email_problem))]
AnyEmail = Annotated[str, Meta(max_length=EMAIL_MAX_LENGTH, examples=["ada@example.com"]), Refine(storable)]
"""At sign-in any string may be tried: a wrong one is no malformed request."""
NewPassword = Annotated[
    str, Meta(max_length=PASSWORD_MAX_BYTES, examples=["Password123!"]), Refine(_without(password_problem))
]
Password = Annotated[str, Meta(max_length=PASSWORD_MAX_BYTES, examples=["Password123!"]), Refine(storable)]
Opaque = Annotated[str, Meta(min_length=1, max_length=OPAQUE_MAX_LENGTH, examples=["kE4v...Qw"]), Refine(trimmed(1))]
Name = Annotated[str, limits(NAME, "Ada"), Refine(written(NAME))]
Language = Annotated[str, limits(LANGUAGE, "en"), Refine(written(LANGUAGE))]
TimeZone = Annotated[
    str, Meta(min_length=1, max_length=64, examples=["Europe/Berlin"]), Refine(trimmed(1)), Refine(_zone)
]
Tag = Annotated[str, limits(TAG, "writing"), Refine(written(TAG))]
Bio = Annotated[str, limits(BIO, "I keep you company."), Refine(written(BIO))]
WebAddress = Annotated[
    str, Meta(max_length=URL_MAX_LENGTH, examples=["https://example.com/ada.png"]), Refine(_web_address)
]
Day = Annotated[str, Meta(max_length=DATE_MAX_LENGTH, examples=["1990-05-17"]), Refine(_day)]
"""Kept as `YYYY-MM-DD`; `day_of` makes a date of it."""
Birthday = Annotated[str, Meta(max_length=DATE_MAX_LENGTH, examples=["1990-05-17"]), Refine(_birthday)]
"""A `Day` in the life of somebody who may live today."""
ClockTime = Annotated[str, Meta(max_length=5, examples=["09:30"]), Refine(_clock_time)]
EndTime = Annotated[str, Meta(max_length=5, examples=["17:30"]), Refine(_end_time)]
"""A `ClockTime`, or `24:00` for the end of the day."""
Moment = Annotated[datetime, Meta(tz=True), Refine(_in_utc)]
Rate = Annotated[float, Meta(ge=0, examples=[30.5]), Refine(_hourly_rate)]
"""Major units an hour; `money` makes money of it."""
Reason = Annotated[str, limits(REASON, "I fell ill"), Refine(written(REASON))]
Title = Annotated[str, limits(TITLE, "Finish the first chapter"), Refine(written(TITLE))]
Description = Annotated[
    str, limits(DESCRIPTION, "Write the last two sections and read all of it once."), Refine(written(DESCRIPTION))
]
Criterion = Annotated[str, limits(CRITERION, "Both sections are written"), Refine(written(CRITERION))]
Keyword = Annotated[str, limits(KEYWORD, "writing"), Refine(written(KEYWORD))]
Note = Annotated[str, limits(NOTE, "All done"), Refine(written(NOTE))]
Comment = Annotated[str, limits(COMMENT, "Calm and kind"), Refine(written(COMMENT))]
Complaint = Annotated[str, limits(COMPLAINT, "Harassment"), Refine(written(COMPLAINT))]
Account = Annotated[str, limits(REPORT, "They insulted me twice in our session."), Refine(written(REPORT))]
"""What happened, as the reporter tells it."""
AdminNotes = Annotated[str, limits(NOTES, "Both were heard"), Refine(written(NOTES))]
MethodId = Annotated[str, Meta(min_length=1, max_length=255, examples=["pm_card_visa"]), Refine(_method_id)]
Id = UUID
RuleType = Annotated[str, limits(RULE_TYPE, "time_limit"), Refine(written(RULE_TYPE))]
RuleWords = Annotated[str, limits(RULE, "No phones"), Refine(written(RULE))]
Topic = Annotated[str, limits(TOPIC, "work"), Refine(written(TOPIC))]
