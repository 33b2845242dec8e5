"""Assertion that an optional value exists."""

from typing import TypeVar

Value = TypeVar("Value")


def existing(value: Value | None) -> Value:
    """Returns the value, and fails the test when it is None."""
    assert value is not None, "the value does not exist"
    return value
