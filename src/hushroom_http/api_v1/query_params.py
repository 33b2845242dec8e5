"""Query parameters that several routes have, and how whole numbers are read."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection
from litestar.params import QueryParameter
from litestar.typing import FieldDefinition

from hushroom_domain.identity.policy import SEARCHED_LANGUAGE
from hushroom_domain.shared.limits import Characters, Decimals, Range
from hushroom_domain.shared.paging import PAGE_NUMBER, PAGE_SIZE

if TYPE_CHECKING:
    from litestar._signature import SignatureModel

TEXT = r"^[^\x00]*$"
"""Text that PostgreSQL can compare: anything without a NUL."""
DEFAULT_LIMIT = 20
UNREADABLE = ""


def searched(text: Characters, **more: Any) -> QueryParameter:
    """Returns a parameter of this longest text."""
    return QueryParameter(max_length=text.max, pattern=TEXT, **more)


def bounded(numbers: Range | Decimals, **more: Any) -> QueryParameter:
    """Returns a parameter from the smallest to the largest number."""
    return QueryParameter(ge=numbers.min, le=numbers.max, **more)


LANGUAGE = searched(SEARCHED_LANGUAGE)
PAGE = bounded(PAGE_NUMBER)
LIMIT = bounded(PAGE_SIZE)


def is_whole(parameter: FieldDefinition) -> bool:
    """Returns whether a handler takes a whole number by this parameter."""
    return parameter.annotation is int or any(is_whole(inner) for inner in parameter.inner_types)


def refuse_exponents(model: "type[SignatureModel]", whole: Collection[str]) -> None:
    """Let the framework's reading of a handler's parameters refuse 1e2 for these whole numbers; 100.0 is one."""
    read = model.parse_values_from_connection_kwargs

    def strictly(connection: ASGIConnection[Any, Any, Any, Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        with_exponent = [name for name in whole if isinstance(kwargs[name], str) and "e" in kwargs[name].lower()]
        return read(connection, {**kwargs, **dict.fromkeys(with_exponent, UNREADABLE)})

    setattr(model, read.__name__, staticmethod(strictly))
