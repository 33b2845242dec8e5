"""The languages of emails, read once: a file per language for its frame, a file per email with all languages."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from attrs import frozen

from hushroom_domain.shared.time import zone_words

CODES = ("en", "fr", "ar")
FALLBACK = "en"


@frozen(kw_only=True)
class Language:
    """The words of one language; the texts are templates with the facts of an email as variables."""

    code: str
    direction: str
    frame: Mapping[str, str]
    emails: Mapping[str, Mapping[str, Any]]
    session_types: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    moment: str

    @property
    def is_right_to_left(self) -> bool:
        """Returns whether the language is written from right to left."""
        return self.direction == "rtl"

    def said(self, when: datetime) -> str:
        """Returns a local time in words, with the name of its zone."""
        return self.moment.format(
            weekday=self.weekdays[when.weekday()],
            day=when.day,
            month=self.months[when.month - 1],
            year=when.year,
            time=f"{when:%H:%M}",
            zone=zone_words(when),
        )


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


WORDS = files(__package__) / "words"
EMAILS = {file.name.removesuffix(".toml").upper(): _toml(file) for file in (WORDS / "emails").iterdir()}
"""The words of each kind of email, by language."""


def _read(code: str) -> Language:
    words = _toml(WORDS / f"{code}.toml")
    return Language(
        code=code,
        direction=words["direction"],
        frame=words["frame"],
        emails={kind: languages[code] for kind, languages in EMAILS.items()},
        session_types=words["session_types"],
        weekdays=tuple(words["calendar"]["weekdays"]),
        months=tuple(words["calendar"]["months"]),
        moment=words["calendar"]["moment"],
    )


LANGUAGES: Mapping[str, Language] = {code: _read(code) for code in CODES}


def language_for(tag: str) -> Language:
    """Returns the language of a tag such as `fr` or `fr-CA`; English for a language without words."""
    return LANGUAGES.get(tag.replace("_", "-").partition("-")[0].lower(), LANGUAGES[FALLBACK])
