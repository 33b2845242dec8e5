"""The parent of every response, and the types of their text fields."""

from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Id = Annotated[UUID, Meta(examples=["0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a01"])]
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"}, examples=["2026-01-31T09:30:00.000Z"])]
Decimal = Annotated[str, Meta(description="A decimal without trailing zeros", examples=["30.5"])]


def member_of(kind: type[Enum]) -> Meta:
    """Documents a text as the value of a member of `kind`."""
    return Meta(extra_json_schema={"enum": [member.value for member in kind]})


class Answer(Struct, rename="camel", kw_only=True):
    """A JSON object of API v1: camelCase, every field present unless it is UNSET."""


class Message(Answer):
    """The result in words."""

    message: str
