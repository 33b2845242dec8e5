"""The functions through which callers reach the domain, and the types of their inputs."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, get_type_hints

import attrs
from attrs import frozen

from hushroom_domain.application import Application, Queries
from hushroom_domain.queries import UseCaseQueries
from hushroom_domain.shared.inputs import DeclaredInput
from tests.support.worlds import a_world


@frozen
class Entrance:
    """A function through which a caller reaches the domain, with the types of its parameters."""

    name: str
    call: Callable[..., Awaitable[Any]]
    parameters: dict[str, Any]

    @property
    def inputs(self) -> Iterator[type[DeclaredInput]]:
        """The types of the inputs that it takes."""
        return (kind for kind in self.parameters.values() if is_input(kind))


def use_cases(app: Application) -> Iterator[Entrance]:
    for facade in attrs.fields(Application):
        for one in attrs.fields(type(getattr(app, facade.name))):
            yield from entrances(getattr(getattr(app, facade.name), one.name))


def entrances(one: Any) -> Iterator[Entrance]:
    kind = type(one)
    for name, function in vars(kind).items():
        if inspect.isfunction(function) and (name == "__call__" or not name.startswith("_")):
            path = kind.__name__ if name == "__call__" else f"{kind.__name__}.{name}"
            hints = get_type_hints(function, include_extras=True)
            yield Entrance(path, getattr(one, name), {key: hint for key, hint in hints.items() if key != "return"})


def is_input(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, DeclaredInput)


def inputs_of(kind: Any) -> Iterator[Any]:
    """Yields an input and the inputs in its fields."""
    yield kind
    for hint in get_type_hints(kind, include_extras=True).values():
        if is_input(hint):
            yield from inputs_of(hint)


def ports() -> Iterator[tuple[str, str, Any]]:
    """Yields each method of a query port, each of its parameters, and the parameter's type."""
    for port in (*get_type_hints(UseCaseQueries).values(), *get_type_hints(Queries).values()):
        for name, function in vars(port).items():
            if inspect.isfunction(function) and not name.startswith("_"):
                hints = get_type_hints(function, include_extras=True)
                yield from ((f"{port.__name__}.{name}", key, hint) for key, hint in hints.items() if key != "return")


ENTRANCES = tuple(use_cases(a_world().app))
COMMANDS = [(entrance, kind) for entrance in ENTRANCES for kind in entrance.inputs]
"""Every use case that takes an input, with the type of the input."""
OTHERS = {
    kind
    for found in (*(kind for _, kind in COMMANDS), *(hint for _, _, hint in ports() if is_input(hint)))
    for kind in inputs_of(found)
} - {kind for _, kind in COMMANDS}
"""The other inputs: parameters of query ports, and fields of commands."""
INPUTS: list[tuple[str, Any]] = [(entrance.name, kind) for entrance, kind in COMMANDS]
INPUTS += [(kind.__qualname__, kind) for kind in sorted(OTHERS, key=lambda kind: kind.__qualname__)]
