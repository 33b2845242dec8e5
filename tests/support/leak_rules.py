"""Rules about the data that a response of API v1 may disclose: no hash, no token, address or birth date of other
people.

The rules apply to every response: a text that looks like a secret or an address counts as one, unless the tables here
allow it for its route.
"""

import base64
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import field, frozen

HASH = re.compile(
    r"\$2[aby]\$\d\d\$|\$(?:argon2|scrypt|pbkdf2)"  # of a password, in the format of production
    r"|\b[0-9a-f]{16}:[0-9a-f]{64}\b"  # of a password, in the format of the in-memory platform
    r"|(?<![\w.])[0-9a-f]{64}(?![\w.])"  # of an opaque token
)
SIGNED = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
# It begins where a run of such characters begins, because a search from each character of a long run takes minutes.
ADDRESS = re.compile(r"(?<![\w.%+'-])[\w.%+'-]++@[\w-]+(?:\.[\w-]+)+")
WORD = re.compile(r"[\w.~+/=-]{16,}")
CLUES = ("@", "$", "\\", "eyj", "token", "secret", "hash", "digest", "password", "birth", '"dob"', '"age"')
"""Every leak contains one of these texts, apart from digests, known secrets and birth dates."""
SHORTEST_DIGEST = 64
SECRET_NAME = re.compile(r"token|secret|hash|digest|password", re.IGNORECASE)
BIRTH_NAME = re.compile(r"birth|(?:^|\.)(?:dob|age)$", re.IGNORECASE)
CHOSEN_DATES = {"specificDate", "scheduledAt"}
"""Dates that users choose freely, so they may equal a birth date."""

DAY_OF_NOBODY = "such as 1990-05-17"
"""The example in the error message of a malformed date."""

BY_PROVIDER = {
    f"POST /auth/providers/{step}"
    for step in ("prove-account", "register", *(f"{name}/finish" for name in ("example", "oidc", "github", "apple")))
}
"""The places where somebody signs in by a provider, who has proved the address there, or the account here."""
BY_PASSKEY = "POST /auth/passkey/finish"
BY_FACTOR = {f"POST /auth/second-factor{step}" for step in ("", "/enrol", "/enrol/confirm")}
BY_PASSWORD = {"POST /auth/register", "POST /auth/login", "POST /auth/reactivate"}
BY_LINK = "POST /auth/reactivate/link"
SIGNING_IN = {*BY_PASSWORD, BY_PASSKEY, BY_LINK, *BY_FACTOR, "POST /auth/refresh", *BY_PROVIDER}
TOKENS = frozenset({"accessToken", "refreshToken", "deviceToken", "challenge"})
SECRETS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(SIGNING_IN, TOKENS),
    "POST /auth/second-factor/enrol": {"secret", "otpauthUrl", "qrSvg"},
    "POST /users/me/factors/totp": {"secret", "otpauthUrl", "qrSvg"},
    "GET /media/token/{id}": {"token"},
    "POST /payments/authorize": {"clientSecret"},
    "GET /payments/{id}": {"clientSecret"},
}
"""The only places of responses that may contain a secret, which must be the caller's own."""
FOR_ADMINS: Mapping[str, Collection[str]] = {
    "GET /admin/users": {"users.email", "users.dateOfBirth"},
    "PATCH /admin/users/{id}": {"email", "dateOfBirth"},
    "GET /admin/factor-recoveries": {"user.email"},
    "GET /admin/companions/pending": {"user.email"},
    "GET /admin/sessions": {"sessions.user.email", "sessions.companion.user.email"},
    "GET /admin/payments": {"payments.session.user.email"},
    "GET /admin/ratings": {"ratings.rater.email", "ratings.ratedUser.email"},
    "GET /admin/audit-logs": {"logs.user.email"},
}
"""The places where administrators see data of other people."""
OWN_ADDRESSES: Mapping[str, Collection[str]] = {
    "GET /users/me/identities": {"email"},
    "POST /users/me/identities/finish": {"email"},
    "POST /users/me/data-export": {"emailChanges.oldEmail", "emailChanges.newEmail"},
}
"""The places where people see their own addresses at providers or of earlier, which may differ from the account's."""


class Leak(AssertionError):
    """A response discloses data of another person."""


@frozen
class TokenOwner:
    id: str
    email: str
    is_admin: bool = False


NOBODY = TokenOwner("", "")


@frozen(kw_only=True)
class Exchange:
    """One request and its answer. `place` is the method and the path below /api/v1, with `{id}` for every id."""

    place: str
    token: str = field(repr=False)
    sent: Any = field(repr=False)
    status: int
    said: Any = field(repr=False)

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@frozen
class TextMember:
    """One text of a response, its dotted path, and the object that contains it."""

    way: str
    value: str
    holder: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.way.rpartition(".")[2]


def texts(part: Any, way: str = "", holder: Mapping[str, Any] | None = None) -> Iterator[TextMember]:
    """Yields every text in a response, including the names of members."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield TextMember(way, name, part)
            yield from texts(value, f"{way}.{name}".lstrip("."), part)
    elif isinstance(part, list):
        for item in part:
            yield from texts(item, way, holder)
    elif isinstance(part, str):
        yield TextMember(way, part, holder or {})


def is_harmless(answer: str, owners: Mapping[str, str], births: Collection[str]) -> bool:
    """Checks the whole response for any trace of a secret, which avoids checking each part of a harmless one."""
    lowered = answer.lower()
    return not (
        any(clue in lowered for clue in CLUES)
        or any(birth in answer for birth in births)
        or any(len(word) >= SHORTEST_DIGEST or word in owners for word in WORD.findall(answer))
    )


def faults(exchange: Exchange, actor: TokenOwner, owners: Mapping[str, str], births: Collection[str]) -> Iterator[str]:
    """Yields each disclosure in this response. `owners` maps known secrets to user ids; `births` are all birth
    dates.
    """
    for text in texts(exchange.said):
        is_secret = text.way in SECRETS.get(exchange.place, ()) and exchange.is_good
        is_for_admins = text.way in FOR_ADMINS.get(exchange.place, ()) and actor.is_admin
        is_own = text.way in OWN_ADDRESSES.get(exchange.place, ()) and bool(actor.id)
        if is_secret:
            found = _foreign_secret(text, actor, owners)
        else:
            found = _secret(text, owners) or ("" if is_for_admins or is_own else _personal(text, actor, births))
        if found:
            yield f"{exchange.place} ({exchange.status}) shows {found} at {text.way or 'its top'} to {actor}"


def _foreign_secret(text: TextMember, actor: TokenOwner, owners: Mapping[str, str]) -> str:
    """Checks that a secret in an allowed place belongs to the caller, and that a room token names the caller."""
    named = text.holder.get("userId", actor.id)
    owner = owners.get(text.value, actor.id)
    is_own = named == actor.id == owner and (text.name != "token" or actor.id in _readable(text.value))
    return "" if actor.id and is_own else "somebody else's token"


def _readable(token: str) -> str:
    """Returns the claims of a signed token as text, or the token itself when it is not signed."""
    claims = token.split(".")[1] + "==" if SIGNED.fullmatch(token) else ""
    return base64.urlsafe_b64decode(claims).decode() or token


def _secret(text: TextMember, owners: Mapping[str, str]) -> str:
    if HASH.search(text.value):
        return "a hash"
    if SIGNED.search(text.value) or any(word in owners for word in WORD.findall(text.value)):
        return "a token"
    return "a secret" if text.value and SECRET_NAME.search(text.name) else ""


def _personal(text: TextMember, actor: TokenOwner, births: Collection[str]) -> str:
    if any(address.lower() != actor.email.lower() for address in ADDRESS.findall(text.value)):
        return "somebody else's address"
    if BIRTH_NAME.search(text.name):
        return "" if actor.id and text.holder.get("id") == actor.id else "somebody else's date of birth"
    said = text.value.replace(DAY_OF_NOBODY, "")
    if text.name not in CHOSEN_DATES and any(birth in said for birth in births):
        return "a date of birth"
    return ""
