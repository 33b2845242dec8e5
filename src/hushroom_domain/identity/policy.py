"""The limits and rules of identity: age, strength of passwords, lifetimes of tokens."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import NO_NUL, Characters, Items, Limit
from hushroom_domain.shared.text import Text

MINIMUM_AGE_YEARS = 18
OLDEST_AGE_YEARS = 130
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_BYTES = 1_024
TYPED_PASSWORD = Characters(max=PASSWORD_MAX_BYTES)
"""A password that is compared: any text may be tried."""
EMAIL_MAX_LENGTH = 254
TYPED_EMAIL = Characters(max=EMAIL_MAX_LENGTH)
"""An address that is looked up: any text may be tried."""
EMAIL_LOCAL_MAX_BYTES = 64
EMAIL_LABEL_MAX_LENGTH = 63
EMAIL_DOMAIN_MAX_LENGTH = 253
NAME = Text(max=100)
LANGUAGE = Text(min=2, max=35)
LANGUAGES = Items(max=50)
SEARCHED_LANGUAGE = Characters(max=LANGUAGE.max)
TOKEN = Characters(min=1, max=4_096)
"""A refresh token, or the token of a mailed link."""
OPTIONAL_TOKEN = Characters(max=TOKEN.max)
ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
REFRESH_TOKEN_LIFETIME = timedelta(days=7)
TRIES_AN_HOUR = 10
"""The maximum of passwords that may be tried at one account, and of reset links requested for one address, per hour."""
ROTATION_GRACE = timedelta(seconds=10)
"""Within this time a second use of a refresh token counts as two simultaneous requests, not as theft."""


def age_on(born: date, day: date) -> int:
    """Returns the whole years lived on `day`; a person born on 29 February ages on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_old_enough(born: date, day: date) -> bool:
    """Returns whether a person born on `born` may use the platform on `day`."""
    return age_on(born, day) >= MINIMUM_AGE_YEARS


def birth_problem(born: date, day: date) -> FieldProblem | None:
    """Returns the problem of a date that is not the birthday of a living person on `day`; None for one that may be."""
    if born > day:
        return FieldProblem("dateOfBirth", "must not be in the future")
    if age_on(born, day) > OLDEST_AGE_YEARS:
        return FieldProblem("dateOfBirth", "is too long ago")
    return None


def normal_password(password: str) -> str:
    """Returns the form of `password` that is hashed: NFKC."""
    return unicodedata.normalize("NFKC", password)


@frozen
class NewPassword(Limit):
    """The limit of a password that is set: 8 characters at least, with upper case, lower case and a digit."""

    def wrong(self, value: Any) -> str | None:
        words = TYPED_PASSWORD.wrong(value)
        if words is not None:
            return words
        normal = normal_password(value)
        if len(normal) < PASSWORD_MIN_LENGTH:
            return f"must be at least {PASSWORD_MIN_LENGTH} characters long"
        if len(value.encode("utf-8", "surrogatepass")) > PASSWORD_MAX_BYTES:
            return f"must be at most {PASSWORD_MAX_BYTES} bytes long"
        if not (any(map(str.isupper, normal)) and any(map(str.islower, normal)) and any(map(str.isdigit, normal))):
            return "must contain an upper case letter, a lower case letter and a digit"
        return None


@frozen(kw_only=True)
class WebAddress(Characters):
    """The limit of an http or https address."""

    def wrong(self, value: Any) -> str | None:
        if isinstance(value, str) and "\0" in value:
            return NO_NUL
        return Characters.wrong(self, value) or (None if value.isprintable() else self.must)


NEW_PASSWORD = NewPassword()
AVATAR = WebAddress(
    max=2_048,
    pattern=re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE),
    must="must be an http or https address",
)
