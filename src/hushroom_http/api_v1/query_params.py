"""Query parameters of several routes, and the parsing of whole numbers."""

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
"""Any text without a NUL character, because PostgreSQL cannot compare one with it."""
DEFAULT_LIMIT = 20
UNREADABLE = ""


def searched(text: Characters, **more: Any) -> QueryParameter:
    """Returns a text parameter with the largest length of the limit."""
    return QueryParameter(max_length=text.max, pattern=TEXT, **more)


def bounded(numbers: Range | Decimals, **more: Any) -> QueryParameter:
    """Returns a number parameter with the bounds of the limit."""
    return QueryParameter(ge=numbers.min, le=numbers.max, **more)


LANGUAGE = searched(SEARCHED_LANGUAGE)
PAGE = bounded(PAGE_NUMBER)
LIMIT = bounded(PAGE_SIZE)


def is_whole(parameter: FieldDefinition) -> bool:
    """Returns whether the parameter is a whole number."""
    return parameter.annotation is int or any(is_whole(inner) for inner in parameter.inner_types)


def refuse_exponents(model: "type[SignatureModel]", whole: Collection[str]) -> None:
    """Makes the parser of a handler's parameters refuse 1e2 for these whole numbers, and still accept 100.0."""
    read = model.parse_values_from_connection_kwargs

    def strictly(connection: ASGIConnection[Any, Any, Any, Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        with_exponent = [name for name in whole if isinstance(kwargs[name], str) and "e" in kwargs[name].lower()]
        return read(connection, {**kwargs, **dict.fromkeys(with_exponent, UNREADABLE)})

    setattr(model, read.__name__, staticmethod(strictly))
