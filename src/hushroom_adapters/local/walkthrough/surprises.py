"""The errors that end a walkthrough or a step early."""

from collections.abc import Mapping
from typing import Any

from attrs import define, frozen


@define
class Surprise(Exception):
    """The server responded otherwise than the API promises."""

    expected: str
    came: str

    def __str__(self) -> str:
        return f"expected {self.expected}, came {self.came}"


@frozen
class Skipped(Exception):
    """A step that this target does not allow, with the reason."""

    reason: str


def expect(answer: Any, **wanted: Any) -> None:
    """Checks that `answer` has each of the `wanted` members with its value. Raises: Surprise."""
    for name, value in wanted.items():
        came = member(answer, name)
        require(came == value, f"{name} = {value!r}", f"{came!r}")


def member(answer: Any, name: str) -> Any:
    """Returns a member of a JSON object. Raises: Surprise, when it is missing."""
    if not isinstance(answer, Mapping):
        raise Surprise(f"a JSON object with {name}", repr(answer))
    if name not in answer:
        raise Surprise(f"a member {name}", f"only {', '.join(sorted(answer))}")
    return answer[name]


def require(condition: bool, expected: str, came: str) -> None:
    """Checks a condition. Raises: Surprise."""
    if not condition:
        raise Surprise(expected, came)
