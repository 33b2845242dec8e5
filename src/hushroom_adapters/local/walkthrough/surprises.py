"""What ends a walkthrough early, said as two things: what was expected, and what came."""

from collections.abc import Mapping
from typing import Any

from attrs import define, frozen


@define
class Surprise(Exception):
    """The server did something else than its contract says."""

    expected: str
    came: str

    def __str__(self) -> str:
        return f"expected {self.expected}, came {self.came}"


@frozen
class Skipped(Exception):
    """A step that cannot be taken here, and why."""

    reason: str


def expect(answer: Any, **wanted: Any) -> None:
    """Each of the `wanted` members must be in `answer` with that very value."""
    for name, value in wanted.items():
        came = member(answer, name)
        require(came == value, f"{name} = {value!r}", f"{came!r}")


def member(answer: Any, name: str) -> Any:
    """A member that must be there, whatever its value."""
    if not isinstance(answer, Mapping):
        raise Surprise(f"a JSON object with {name}", repr(answer))
    if name not in answer:
        raise Surprise(f"a member {name}", f"only {', '.join(sorted(answer))}")
    return answer[name]


def require(condition: bool, expected: str, came: str) -> None:
    """Go on only if the condition holds."""
    if not condition:
        raise Surprise(expected, came)
