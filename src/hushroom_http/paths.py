"""Ids in paths: what is no UUID names nothing, so it is refused like an id that nothing has."""

from typing import Annotated
from uuid import UUID

from litestar.params import PathParameter

from hushroom_domain.shared.errors import Missing

UUID_LENGTH = 36

PathId = Annotated[str, PathParameter(schema_extra={"format": "uuid"})]
"""Read as text, for the framework would refuse a bad one before anybody was asked who they are."""


def id_in_path(text: str, refusal: type[Missing]) -> UUID:
    """The UUID in `text`; refuses with `refusal`."""
    try:
        if len(text) == UUID_LENGTH:
            return UUID(text)
    except ValueError:
        raise refusal from None
    raise refusal
