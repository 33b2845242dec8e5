"""Binary fields of generated rows, encoded from numbers alone, because objects of ids and times cost more."""

from struct import Struct

from hushroom_adapters.local.seeding.generators import LOW_HALF, Kind, high_half

_ID = Struct(">iQQ").pack
_MOMENT = Struct(">iq").pack
_EPOCH = 946_684_800
"""The second since 1970 from which PostgreSQL counts."""


def id_field(kind: Kind, number: int, second: int) -> bytes:
    """Encodes the made-up id of a thing."""
    return _ID(16, high_half(kind, second), LOW_HALF | number)


def second_field(second: int) -> bytes:
    """Encodes a time, given as a second since 1970."""
    return _MOMENT(8, (second - _EPOCH) * 1_000_000)
