"""The types of request fields: each with its limit, its error messages and an example."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from hushroom_domain.companions.policy import BASE_RATE, BIO, TAG
from hushroom_domain.contracts.policy import RULE, RULE_TYPE, TOPIC
from hushroom_domain.goals.policy import CRITERION, DESCRIPTION, KEYWORD, NOTE, TITLE
from hushroom_domain.identity.policy import (
    AVATAR,
    FACTOR_CODE,
    LANGUAGE,
    NAME,
    NEW_PASSWORD,
    OPTIONAL_TOKEN,
    PASSKEY_NAME,
    PROVIDER_NAME,
    PROVIDER_WORDS,
    TOKEN,
    TYPED_EMAIL,
    TYPED_PASSWORD,
    birth_problem,
)
from hushroom_domain.identity.rules.email_addresses import EMAIL
from hushroom_domain.moderation.policy import NOTES, REPORT_DESCRIPTION, REPORT_REASON
from hushroom_domain.payments.policy import METHOD_ID, PAGE_LANGUAGE
from hushroom_domain.ratings.policy import COMMENT
from hushroom_domain.sessions.policy import REASON
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.limits import Amount, Characters, Items, Limit, Range
from hushroom_domain.shared.money import CENTS, Money, money_of
from hushroom_domain.shared.text import Text
from hushroom_domain.shared.time import ZONE, ZONE_LENGTH
from hushroom_http.inputs.request_bodies import Refine, Unfit

DATE_MAX_LENGTH = 35
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T00:00(:00(\.0{1,6})?)?(Z|[+-]00:00)?)?")
END_OF_DAY = "24:00"
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def limits(text: Text | Characters, example: str) -> Meta:
    """Returns the lengths of a text, as the JSON schema of its field has them."""
    return Meta(min_length=text.min or None, max_length=text.max, examples=[example])


def between(numbers: Range) -> Meta:
    """Returns the bounds of a whole number, as the JSON schema of its field has them."""
    return Meta(ge=numbers.min, le=numbers.max)


def prices(amounts: Amount) -> Meta:
    """Returns the bounds of an amount in major units, as the JSON schema of its field has them."""
    return Meta(ge=0, le=amounts.max.minor // CENTS)


def items(counts: Items) -> Meta:
    """Returns the lengths of a list, as the JSON schema of its field has them."""
    return Meta(min_length=counts.min or None, max_length=counts.max)


def checked(limit: Limit) -> Callable[[Any], Any]:
    """Returns a step that returns its value unchanged. The step raises: Unfit (beyond `limit`)."""

    def step(value: Any) -> Any:
        words = limit.wrong(value)
        if words is not None:
            raise Unfit(words)
        return value

    return step


def written(limit: Limit) -> Callable[[str], str]:
    """Returns a step that strips spaces from both ends of a text. The step raises: Unfit (beyond `limit`)."""
    check = checked(limit)
    return lambda value: check(value).strip()


def day_of(value: str) -> date:
    """Returns the date in a text, which is a date alone or a time at midnight UTC. Raises: Unfit."""
    found = DAY.fullmatch(value)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise Unfit("must be a date, such as 1990-05-17") from error


def _day(value: str) -> str:
    return day_of(value).isoformat()


def _birthday(value: str) -> str:
    """Checks a date of birth here, so that the response names it together with all other invalid fields."""
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


def _in_utc(value: datetime) -> datetime:
    """Returns the time in UTC, in whole milliseconds."""
    try:
        moment = value.astimezone(UTC)
    except OverflowError as error:
        raise Unfit("is out of range") from error
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def priced(limit: Amount) -> Callable[[float], float]:
    """Returns a step that returns its number of major units unchanged. The step raises: Unfit (beyond `limit`)."""

    def step(value: float) -> float:
        checked(limit)(money(value))
        return value

    return step


def money(value: float) -> Money:
    """Returns the amount in a number of major units, read from its shortest decimal form. Raises: Unfit."""
    try:
        return money_of(value, "the amount")
    except ValidationFailed as refusal:
        raise Unfit(refusal.text.removeprefix("the amount ")) from refusal


def time_of(value: str) -> time:
    """Returns the time of day in a checked `ClockTime`."""
    return time.fromisoformat(value)


def end_of(value: str) -> time | None:
    """Returns the end in a checked `EndTime`; None is 24:00."""
    return None if value == END_OF_DAY else time_of(value)


Email = Annotated[str, limits(TYPED_EMAIL, "ada@example.com"), Refine(checked(EMAIL))]
AnyEmail = Annotated[str, limits(TYPED_EMAIL, "ada@example.com"), Refine(checked(TYPED_EMAIL))]
"""Any text, because a wrong address at sign-in is not a malformed request."""
NewPassword = Annotated[str, limits(TYPED_PASSWORD, "Password123!"), Refine(checked(NEW_PASSWORD))]
Password = Annotated[str, limits(TYPED_PASSWORD, "Password123!"), Refine(checked(TYPED_PASSWORD))]
Opaque = Annotated[str, limits(TOKEN, "kE4v...Qw"), Refine(written(TOKEN))]
ProviderName = Annotated[str, limits(PROVIDER_NAME, "google"), Refine(checked(PROVIDER_NAME))]
ProviderWords = Annotated[str, limits(PROVIDER_WORDS, "4/0AX4X..."), Refine(checked(PROVIDER_WORDS))]
"""A parameter with which a browser comes back from a provider, as it came."""
DeviceToken = Annotated[str, Meta(max_length=OPTIONAL_TOKEN.max), Refine(written(OPTIONAL_TOKEN))]
FactorCode = Annotated[str, limits(FACTOR_CODE, "123456"), Refine(written(FACTOR_CODE))]
Name = Annotated[str, limits(NAME, "Ada"), Refine(written(NAME))]
PasskeyName = Annotated[str, limits(PASSKEY_NAME, "Phone"), Refine(written(PASSKEY_NAME))]
Language = Annotated[str, limits(LANGUAGE, "en"), Refine(written(LANGUAGE))]
TimeZone = Annotated[str, limits(ZONE_LENGTH, "Europe/Berlin"), Refine(written(ZONE_LENGTH)), Refine(checked(ZONE))]
Tag = Annotated[str, limits(TAG, "writing"), Refine(written(TAG))]
Bio = Annotated[str, limits(BIO, "I keep you company."), Refine(written(BIO))]
WebAddress = Annotated[str, limits(AVATAR, "https://example.com/ada.png"), Refine(checked(AVATAR))]
Day = Annotated[str, Meta(max_length=DATE_MAX_LENGTH, examples=["1990-05-17"]), Refine(_day)]
"""A date, kept as `YYYY-MM-DD`; `day_of` converts it."""
Birthday = Annotated[str, Meta(max_length=DATE_MAX_LENGTH, examples=["1990-05-17"]), Refine(_birthday)]
"""A `Day` that may be the birthday of a living person."""
ClockTime = Annotated[str, Meta(max_length=len(END_OF_DAY), examples=["09:30"]), Refine(_clock_time)]
EndTime = Annotated[str, Meta(max_length=len(END_OF_DAY), examples=["17:30"]), Refine(_end_time)]
"""A `ClockTime`, or `24:00` for the end of the day."""
Moment = Annotated[datetime, Meta(tz=True), Refine(_in_utc)]
Rate = Annotated[float, Meta(ge=0, examples=[30.5]), Refine(priced(BASE_RATE))]
"""Major units for one hour; `money` converts it."""
Reason = Annotated[str, limits(REASON, "I fell ill"), Refine(written(REASON))]
Title = Annotated[str, limits(TITLE, "Finish the first chapter"), Refine(written(TITLE))]
Description = Annotated[
    str, limits(DESCRIPTION, "Write the last two sections and read all of it once."), Refine(written(DESCRIPTION))
]
Criterion = Annotated[str, limits(CRITERION, "Both sections are written"), Refine(written(CRITERION))]
Keyword = Annotated[str, limits(KEYWORD, "writing"), Refine(written(KEYWORD))]
Note = Annotated[str, limits(NOTE, "All done"), Refine(written(NOTE))]
Comment = Annotated[str, limits(COMMENT, "Calm and kind"), Refine(written(COMMENT))]
Complaint = Annotated[str, limits(REPORT_REASON, "Harassment"), Refine(written(REPORT_REASON))]
Account = Annotated[
    str, limits(REPORT_DESCRIPTION, "They insulted me twice in our session."), Refine(written(REPORT_DESCRIPTION))
]
"""The reporter's description of the events."""
AdminNotes = Annotated[str, limits(NOTES, "Both were heard"), Refine(written(NOTES))]
MethodId = Annotated[str, limits(METHOD_ID, "pm_card_visa"), Refine(checked(METHOD_ID))]
PageLanguage = Annotated[str, limits(PAGE_LANGUAGE, "fr"), Refine(checked(PAGE_LANGUAGE))]
Id = UUID
RuleType = Annotated[str, limits(RULE_TYPE, "time_limit"), Refine(written(RULE_TYPE))]
RuleWords = Annotated[str, limits(RULE, "No phones"), Refine(written(RULE))]
Topic = Annotated[str, limits(TOPIC, "work"), Refine(written(TOPIC))]
