"""Paths in one spelling each, and the ids in them.

Text that is no UUID names nothing, so it is refused like an unknown id.
"""

from typing import Annotated
from uuid import UUID

from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import Scope

from hushroom_domain.shared.errors import NotFound

UUID_LENGTH = 36

PathId = Annotated[str, PathParameter(schema_extra={"format": "uuid"})]
"""An id read as text, because the framework would refuse a bad UUID before the guards run."""

PathName = Annotated[str, PathParameter()]
"""The name of something that settings define."""


def id_in_path(text: str, refusal: type[NotFound]) -> UUID:
    """Returns the UUID in `text`. Raises: `refusal`."""
    try:
        if len(text) == UUID_LENGTH:
            return UUID(text)
    except ValueError:
        raise refusal from None
    raise refusal


def check_spelling(scope: Scope) -> None:
    """Refuses a path with an empty segment or an encoded slash, which names nothing. Raises: NotFoundException.

    The framework would collapse and decode them. One route would have many paths then, and a proxy in front of the
    server would judge another path than the served one.
    """
    raw = scope.get("raw_path") or scope["path"].encode()
    if b"//" in raw or (b"%" in raw and b"%2f" in raw.lower()):
        raise NotFoundException
