"""Paths: one spelling each, and ids in them.

An id that is no UUID names nothing, so it is refused like an id that nothing has.
"""

from typing import Annotated
from uuid import UUID

from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import Scope

from hushroom_domain.shared.errors import NotFound

UUID_LENGTH = 36

PathId = Annotated[str, PathParameter(schema_extra={"format": "uuid"})]
"""Read as text, for the framework would refuse a bad one before anybody was asked who they are."""


def id_in_path(text: str, refusal: type[NotFound]) -> UUID:
    """The UUID in `text`; refuses with `refusal`."""
    try:
        if len(text) == UUID_LENGTH:
            return UUID(text)
    except ValueError:
        raise refusal from None
    raise refusal


def check_spelling(scope: Scope) -> None:
    """Refuses a path with an empty segment or an encoded slash, which names nothing. Raises: NotFoundException.

    The framework would collapse and decode them, so that one route had many paths, and whatever stands in front of
    the server would judge another path than the one that is served.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if b"//" in raw or (b"%" in raw and b"%2f" in raw.lower()):
        raise NotFoundException
