"""Email addresses: their shape, and the key that all spellings of one address share."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from attrs import frozen

from hushroom_domain.identity.policy import (
    EMAIL_DOMAIN_MAX_LENGTH,
    EMAIL_LABEL_MAX_LENGTH,
    EMAIL_LOCAL_MAX_BYTES,
    EMAIL_MAX_LENGTH,
    TYPED_EMAIL,
)
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import Limit

ToAscii = Callable[[str], str | None]
"""Converts a domain to the form of the DNS, lower-case ASCII; None for text that is not a domain."""

_DOTS = re.compile("[\u3002\uff0e\uff61]")
"""The characters that UTS 46 maps to the dot between two labels."""
_FORBIDDEN = frozenset('<>(),;:"[]\\')
_LABEL = re.compile("[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?")
_ENCODED = re.compile("xn--([0-9a-z-]+)", re.IGNORECASE)


@frozen
class EmailAddress:
    """An address as it was given, with the key of its account.

    `key` has the local part in NFC and lower case and the domain in ASCII. `former_key` is the key of earlier versions,
    by which an account without a key is still found.
    """

    given: str
    key: str
    former_key: str

    @classmethod
    def of(cls, email: str, to_ascii: ToAscii) -> "EmailAddress":
        """Returns the address for any text; text after the @ that is not a domain is lower-cased."""
        given = email.strip()
        local, at, domain = given.rpartition("@")
        plain = _lowered(domain)
        return cls(given, _lowered(local) + at + (to_ascii(plain) or plain), former_key(given))


def former_key(email: str) -> str:
    """Returns the key of earlier versions: NFC, case folded."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def email_problem(email: str, to_ascii: ToAscii | None = None) -> FieldProblem | None:
    """Returns the reason why `email` is not an address, or None; without `to_ascii` it checks the shape alone."""
    local, at, domain = email.strip().rpartition("@")
    labels = _DOTS.sub(".", domain).split(".")
    if not _is_plausible(email, local, at, labels):
        return FieldProblem("email", "must be an email address")
    words = _local_problem(local) or _domain_problem(labels)
    if words is None and to_ascii is not None and not _fits(to_ascii(_lowered(domain))):
        words = "must have a valid domain"
    return FieldProblem("email", words) if words else None


@frozen
class EmailShape(Limit):
    """The limit of an address to which emails are sent; its domain is not checked."""

    def wrong(self, value: Any) -> str | None:
        words = TYPED_EMAIL.wrong(value)
        problem = email_problem(value) if words is None else None
        return words if problem is None else problem.message


EMAIL = EmailShape()


def readable_domains(text: str) -> str:
    """Returns `text` with each encoded label (`xn--...`) decoded; a label that is not valid stays."""
    return _ENCODED.sub(_decoded, text)


def _is_plausible(email: str, local: str, at: str, labels: list[str]) -> bool:
    text = email.strip()
    return bool(
        at
        and local
        and "@" not in local
        and len(labels) > 1
        and all(labels)
        and len(email) <= EMAIL_MAX_LENGTH
        and email.isprintable()
        and not any(character.isspace() or character in _FORBIDDEN for character in text)
    )


def _local_problem(local: str) -> str | None:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "must not have two dots in a row, nor one at either end, before the @"
    if len(local.encode("utf-8", "surrogatepass")) > EMAIL_LOCAL_MAX_BYTES:
        return f"must have at most {EMAIL_LOCAL_MAX_BYTES} bytes before the @"
    return None


def _domain_problem(labels: list[str]) -> str | None:
    if any(len(label) > EMAIL_LABEL_MAX_LENGTH for label in labels):
        return f"must have a domain with at most {EMAIL_LABEL_MAX_LENGTH} characters between two dots"
    if any(label.isascii() and not _LABEL.fullmatch(label) for label in labels):
        return "must have a domain of letters, digits and hyphens, with no hyphen at either end"
    return "must have a domain that does not end with a number" if labels[-1].isdecimal() else None


def _fits(domain: str | None) -> bool:
    return domain is not None and len(domain) <= EMAIL_DOMAIN_MAX_LENGTH


def _lowered(text: str) -> str:
    """Returns the text in NFC and lower case, letter by letter; lower case may decompose what NFC composed."""
    letters = map(str.lower, unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", "".join(letters))


def _decoded(label: re.Match[str]) -> str:
    try:
        return label[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return label[0]
