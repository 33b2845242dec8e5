"""The time zones that a reader chooses from."""

from importlib.resources import files

from hushroom_domain.shared.time import ZONES
from hushroom_http.pages.formatting import UNIVERSAL

PLACES = "zone.tab"
"""A table of the time zone database: the zones of the places of each country, without the names of earlier releases."""


def listed_zones() -> tuple[str, ...]:
    """Returns the names of the zones that are in use, and UTC, in the order of the alphabet."""
    lines = files("tzdata.zoneinfo").joinpath(PLACES).read_text("utf-8").splitlines()
    places = {line.split("\t")[2] for line in lines if not line.startswith("#")}
    return tuple(sorted({*places & ZONES, UNIVERSAL}))
