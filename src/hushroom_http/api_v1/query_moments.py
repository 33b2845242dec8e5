"""Times in query strings."""

from datetime import datetime
from typing import Any, Final

from litestar.params import QueryParameter
from msgspec import ValidationError, convert

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import A_MOMENT, Characters
from hushroom_http.api_v1.query_params import searched
from hushroom_http.inputs.request_bodies import refused

WRITTEN_MOMENT: Final = Characters(min=1, max=40)


def moment_parameter(name: str, description: str) -> QueryParameter:
    """Returns a parameter with the text of a time; `asked_moment` reads it."""
    more: dict[str, Any] = {"name": name, "description": f"{description}, such as 2026-01-31T09:30:00Z"}
    return searched(WRITTEN_MOMENT, **more)


def asked_moment(name: str, written: str | None) -> datetime | None:
    """Returns the time in the parameter `name`; None without one. Raises: ValidationFailed."""
    if not written:
        return None
    try:
        found = convert(written, datetime)
    except ValidationError:
        raise refused((FieldProblem(name, f"must be {A_MOMENT}"),)) from None
    if found.tzinfo is None:
        raise refused((FieldProblem(name, f"must be {A_MOMENT}"),))
    return found
