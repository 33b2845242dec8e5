"""The state of the platform in words: services that a reader does not know by name, as parts that they use."""

from collections.abc import Mapping

from attrs import frozen

from hushroom_http.pages.translations import N_

PARTS = (
    (N_("Pages, accounts and bookings"), frozenset({"database", "migrations", "disk"})),
    (N_("Live news in rooms and signing in"), frozenset({"redis"})),
    (N_("Sound"), frozenset({"livekit"})),
    (N_("Payments"), frozenset({"stripe"})),
    (N_("Letters"), frozenset({"mail"})),
    (N_("Work in the background"), frozenset({"effects"})),
)


@frozen
class PlatformPart:
    """A part of the platform that readers use."""

    name: str
    is_well: bool


def parts_of(services: Mapping[str, bool]) -> tuple[PlatformPart, ...]:
    """Returns the parts whose services are checked; a part is well if all its services are."""
    found = ((name, [services[one] for one in sorted(members & services.keys())]) for name, members in PARTS)
    return tuple(PlatformPart(name, all(states)) for name, states in found if states)
