"""The numbers and rules of accounts: who may join, which passwords are strong, how long tokens live."""

import unicodedata
from datetime import date, timedelta

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.text import Text

MINIMUM_AGE_YEARS = 18
OLDEST_AGE_YEARS = 130
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_BYTES = 1_024
EMAIL_MAX_LENGTH = 254
EMAIL_LOCAL_MAX_BYTES = 64
EMAIL_LABEL_MAX_LENGTH = 63
EMAIL_DOMAIN_MAX_LENGTH = 253
NAME = Text(max=100)
LANGUAGE = Text(min=2, max=35)
ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
REFRESH_TOKEN_LIFETIME = timedelta(days=7)
TRIES_AN_HOUR = 10
"""How many passwords may be tried at one account, and reset links asked for by one address, in an hour."""
ROTATION_GRACE = timedelta(seconds=10)
"""A refresh token used again within this time is two tabs racing, not a thief."""


def age_on(born: date, day: date) -> int:
    """Whole years lived on `day`; somebody born on 29 February ages on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_old_enough(born: date, day: date) -> bool:
    """Whether somebody born on `born` may use the platform on `day`."""
    return age_on(born, day) >= MINIMUM_AGE_YEARS


def birth_problem(born: date, day: date) -> FieldProblem | None:
    """What makes `born` no birthday of a living person on `day`."""
    if born > day:
        return FieldProblem("dateOfBirth", "must not be in the future")
    if age_on(born, day) > OLDEST_AGE_YEARS:
        return FieldProblem("dateOfBirth", "is too long ago")
    return None


def normal_password(password: str) -> str:
    """Returns the form of `password` that is hashed: NFKC."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, field: str = "password") -> FieldProblem | None:
    """What makes `password` too weak: 8 characters at least, with upper, lower and a digit; None when strong."""
    normal = normal_password(password)
    if len(normal) < PASSWORD_MIN_LENGTH:
        return FieldProblem(field, f"must be at least {PASSWORD_MIN_LENGTH} characters long")
    if len(password.encode("utf-8", "surrogatepass")) > PASSWORD_MAX_BYTES:
        return FieldProblem(field, f"must be at most {PASSWORD_MAX_BYTES} bytes long")
    if not (any(map(str.isupper, normal)) and any(map(str.islower, normal)) and any(map(str.isdigit, normal))):
        return FieldProblem(field, "must contain an upper case letter, a lower case letter and a digit")
    return None
