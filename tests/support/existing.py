"""Values that a test expects to be there."""

from typing import TypeVar

Value = TypeVar("Value")


def existing(value: Value | None) -> Value:
    """Returns the value, and fails the test when it is None."""
    assert value is not None, "the value does not exist"
    return value
