"""The list of emergency numbers and crisis lines: that of this release, or an operator's own."""

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta

OWN_LIST = "crisis_lines.toml"

Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Number = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ]{1,19}$")]
Address = Annotated[str, Meta(pattern=r"^https://[^\s/?#]+\.[^\s]+$", max_length=500)]
Words = Annotated[str, Meta(pattern=r"^\S", max_length=200)]
LanguageTag = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$")]


class EmergencyKind(StrEnum):
    """The service that an emergency number reaches; TEXT is a number for messages instead of calls."""

    ANY = "any"
    AMBULANCE = "ambulance"
    TEXT = "text"


class LineHours(StrEnum):
    """The opening hours of a line, as far as its source states them."""

    ALWAYS = "always"
    LIMITED = "limited"


class LineMeans(StrEnum):
    """The ways in which a line is reached."""

    CALL = "call"
    TEXT = "text"


class Sourced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number with the address of the page that states it, and the day on which that page was read."""

    number: Number
    source: Address
    read: date

    @property
    def dialled(self) -> str:
        """Returns the number without spaces, as links of telephones have it."""
        return self.number.replace(" ", "")


class EmergencyNumber(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of the emergency services of some countries."""

    countries: Annotated[tuple[Country, ...], Meta(min_length=1)]
    service: EmergencyKind


class CrisisLine(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line for people in a crisis. `hours` is None if the source does not state the opening hours."""

    country: Country
    name: Words
    means: Annotated[tuple[LineMeans, ...], Meta(min_length=1)] = (LineMeans.CALL,)
    languages: Annotated[tuple[LanguageTag, ...], Meta(min_length=1)]
    hours: LineHours | None = None
    url: Address | None = None


class CrisisLines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All emergency numbers and crisis lines of an installation."""

    emergency: Annotated[tuple[EmergencyNumber, ...], Meta(min_length=1)]
    line: tuple[CrisisLine, ...] = ()

    @property
    def countries(self) -> frozenset[str]:
        """Returns the codes of all countries with a number."""
        return frozenset(code for one in self.emergency for code in one.countries) | {one.country for one in self.line}

    def emergency_in(self, country: str) -> tuple[EmergencyNumber, ...]:
        """Returns the emergency numbers of a country."""
        return tuple(one for one in self.emergency if country in one.countries)

    def lines_in(self, country: str) -> tuple[CrisisLine, ...]:
        """Returns the crisis lines of a country."""
        return tuple(one for one in self.line if one.country == country)


def parse_crisis_lines(text: str) -> CrisisLines:
    """Returns the list in a TOML text. Raises: ValueError, with a message that names the wrong entry."""
    return msgspec.convert(tomllib.loads(text), CrisisLines)


@cache
def crisis_lines_of_release() -> CrisisLines:
    """Returns the list of this release."""
    return parse_crisis_lines(files(__package__).joinpath(OWN_LIST).read_text(encoding="utf-8"))
