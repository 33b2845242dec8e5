"""Ids in the order of their making."""

from uuid import UUID

from attrs import frozen
from uuid_utils.compat import uuid7


@frozen
class TimeOrderedIds:
    """Implements `Ids` by UUIDs of version 7: those made later sort later."""

    def new(self) -> UUID:
        return uuid7()
