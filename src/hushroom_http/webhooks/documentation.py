"""The part of the OpenAPI document that the webhooks are given, because API v1 owns the document."""

from collections.abc import Mapping
from typing import Protocol

from litestar.openapi import ResponseSpec


class ErrorResponses(Protocol):
    """Returns the documented error responses by status."""

    def __call__(self, *statuses: int) -> Mapping[int, ResponseSpec]: ...
