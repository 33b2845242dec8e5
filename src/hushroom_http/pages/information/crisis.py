"""The choice of a country on the crisis page, and the numbers of one."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from attrs import frozen

from hushroom_adapters.settings import CrisisLine, CrisisLines, EmergencyKind, EmergencyNumber
from hushroom_domain.shared.text import fold
from hushroom_http.pages.formatting import Formats

ORDER = tuple(EmergencyKind)


@frozen
class CountryChoice:
    """A country of the list, with its name in the reader's language."""

    code: str
    name: str


@frozen
class CrisisHelp:
    """The emergency numbers and crisis lines of a country."""

    emergency: Sequence[EmergencyNumber]
    lines: Sequence[CrisisLine]

    def site_of(self, address: str) -> str:
        """Returns the name of the site of an address, such as `www.samaritans.org`."""
        return str(urlsplit(address).hostname)


def country_choices(lines: CrisisLines, page: Formats) -> tuple[CountryChoice, ...]:
    """Returns the countries of a list in the order of their names, in which accents make no difference."""
    named = (CountryChoice(code, page.country(code)) for code in lines.countries)
    return tuple(sorted(named, key=lambda one: fold(one.name)))


def help_in(lines: CrisisLines, country: str) -> CrisisHelp:
    """Returns the numbers of a country; those for speech before those for text messages."""
    emergency = sorted(lines.emergency_in(country), key=lambda one: ORDER.index(one.service))
    return CrisisHelp(emergency, lines.lines_in(country))
