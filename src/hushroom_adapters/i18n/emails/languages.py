"""The languages that letters are written in, read from their files once."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from attrs import frozen

CODES = ("en", "fr", "ar")
FALLBACK = "en"


@frozen(kw_only=True)
class Language:
    """The words of one language; the texts are templates with the letter's facts as variables."""

    code: str
    direction: str
    frame: Mapping[str, str]
    letters: Mapping[str, Mapping[str, Any]]
    session_types: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    moment: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction == "rtl"

    def said(self, when: datetime) -> str:
        """A local time in words, with its zone's name: for people, who read it where they live."""
        return self.moment.format(
            weekday=self.weekdays[when.weekday()],
            day=when.day,
            month=self.months[when.month - 1],
            year=when.year,
            time=f"{when:%H:%M}",
            zone=when.tzinfo,
        )


def _read(code: str) -> Language:
    text = files(__package__).joinpath("words", f"{code}.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    return Language(
        code=code,
        direction=words["direction"],
        frame=words["frame"],
        letters=words["letters"],
        session_types=words["session_types"],
        weekdays=tuple(words["calendar"]["weekdays"]),
        months=tuple(words["calendar"]["months"]),
        moment=words["calendar"]["moment"],
    )


LANGUAGES: Mapping[str, Language] = {code: _read(code) for code in CODES}


def language_for(tag: str) -> Language:
    """The language of a tag such as `fr` or `fr-CA`; English for one that nobody wrote letters in yet."""
    return LANGUAGES.get(tag.replace("_", "-").partition("-")[0].lower(), LANGUAGES[FALLBACK])
