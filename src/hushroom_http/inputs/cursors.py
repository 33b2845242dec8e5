"""Cursors: positions in lists as opaque text, the same on every surface."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, msgpack

from hushroom_domain.companions.policy import AVERAGE_RATING
from hushroom_domain.companions.queries import CompanionSort
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import Characters
from hushroom_domain.shared.money import MAX_MINOR
from hushroom_domain.shared.paging import Position
from hushroom_http.inputs.request_bodies import refused

CURSOR_LENGTH = Characters(min=1, max=400)
CURSOR_NAME = "cursor"
"""The name of the query parameter with a cursor."""
Pair = tuple[Position | None, Position | None]
_Moment = Annotated[datetime, Meta(tz=True)]
_Age = tuple[_Moment, UUID]
_Reputation = Annotated[float, Meta(ge=AVERAGE_RATING.min, le=AVERAGE_RATING.max)]
_Cents = Annotated[int, Meta(ge=0, le=MAX_MINOR)]
BY_AGE = msgpack.Decoder(_Age)
"""Decodes cursors of lists in order of creation."""
BY_AGE_TWICE = msgpack.Decoder(tuple[_Age | None, _Age | None])
"""Decodes cursors of two such lists in one response."""
BY_PRICE = msgpack.Decoder(tuple[_Cents, UUID])
"""Decodes cursors of companions in order of price."""
BY_RANK = msgpack.Decoder(tuple[bool, _Reputation, UUID])
"""Decodes cursors of companions in order of rank."""
BY_COMPANION_SORT: dict[CompanionSort, "msgpack.Decoder[Any]"] = {
    CompanionSort.RANK: BY_RANK,
    CompanionSort.PRICE: BY_PRICE,
}
"""Decodes cursors of companions, by the order of the list."""


def written(position: Position) -> str:
    """Returns the cursor that stands for the position."""
    return _packed(position.keys)


def written_twice(positions: Pair) -> str:
    """Returns the cursor that stands for a position in each of two lists."""
    return _packed([one and one.keys for one in positions])


def position_in(cursor: str | None, kind: "msgpack.Decoder[Any]") -> Position | None:
    """Returns the position that a cursor stands for, None without a cursor. Raises: ValidationFailed."""
    return None if cursor is None else Position(_unpacked(cursor, kind))


def positions_in(cursor: str | None) -> Pair:
    """Returns the positions in two lists by age that a cursor stands for. Raises: ValidationFailed."""
    if cursor is None:
        return None, None
    first, second = _unpacked(cursor, BY_AGE_TWICE)
    return first and Position(first), second and Position(second)


def _packed(keys: object) -> str:
    return base64.urlsafe_b64encode(msgpack.encode(keys)).rstrip(b"=").decode("ascii")


def _unpacked(cursor: str, kind: "msgpack.Decoder[Any]") -> Any:
    try:
        return kind.decode(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise refused((FieldProblem(CURSOR_NAME, "must be a cursor of this list"),)) from error
