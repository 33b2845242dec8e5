"""Compares a response with its example: the same members, the same JSON types, and the same values where these are
stable.

An id on the page stands for exactly one id of this run. Times of the page's own day stand for times of today.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import define, field

from tests.integration.documents.examples import MORE

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
INVENTED = re.compile(r"\w{4}\.\.\.")
"""A secret whose beginning differs in every run."""
TODAY = date(2026, 1, 31)
"""The day of the page's examples."""
DAY_TO_COME = re.compile(r"2026-02-\d\d")


def to_come(day: str) -> str:
    """Returns the date moved by whole weeks, so that it lies in the future and on the same weekday."""
    weeks = (datetime.now(UTC).date() - TODAY) // timedelta(weeks=1) + 1
    return (date.fromisoformat(day) + weeks * timedelta(weeks=1)).isoformat()


@define
class ResponseMatcher:
    """The real values behind the page's names, and the objects that the page has shown completely."""

    real: dict[str, str] = field(factory=dict)
    shown: list[dict[str, Any]] = field(factory=list)

    def differences(self, example: Any, actual: Any, way: str = "") -> Iterator[str]:
        """Yields the differences between example and response; binds new names on the way."""
        if kind(example) != kind(actual):
            yield f"{way}: {example!r} is {actual!r}"
        elif isinstance(example, dict):
            yield from self._members(example, actual, way)
        elif isinstance(example, list):
            yield from self._items(example, actual, way)
        elif isinstance(example, str):
            if not self._alike(example, actual):
                yield f"{way}: {example!r} is {actual!r}"
        elif example != actual:
            yield f"{way}: {example!r} is {actual!r}"

    def filled(self, part: Any) -> Any:
        """Returns the value with real values in the place of the page's names."""
        if isinstance(part, dict):
            return {name: self.filled(value) for name, value in part.items()}
        if isinstance(part, list):
            return [self.filled(item) for item in part]
        return self.text(part) if isinstance(part, str) else part

    def text(self, text: str) -> str:
        text = self.real.get(text, text)
        text = ID.sub(lambda found: self.real.get(found[0], found[0]), text)
        return DAY_TO_COME.sub(lambda found: to_come(found[0]), text)

    def bind(self, name: str, real: str) -> bool:
        """Binds a name on the page to a real value; returns False when either is bound to something else."""
        if self.real.get(name, real) != real or (name not in self.real and real in self.real.values()):
            return False
        self.real[name] = real
        return True

    def _members(self, example: dict[str, Any], actual: dict[str, Any], way: str) -> Iterator[str]:
        listed = {name: value for name, value in example.items() if name != MORE}
        for name, value in listed.items():
            if name in actual:
                yield from self.differences(value, actual[name], f"{way}.{name}")
        if MORE in example:
            yield from self._unlisted(listed, actual, way)
        elif listed.keys() != actual.keys():
            yield f"{way}: members {sorted(listed.keys() ^ actual.keys())} are on one side only"
        else:
            self.shown.append(actual)

    def _unlisted(self, listed: dict[str, Any], actual: dict[str, Any], way: str) -> Iterator[str]:
        """Yields an error when no completely shown object explains the members that the page leaves out."""
        if missing := listed.keys() - actual.keys():
            yield f"{way}: {sorted(missing)} are not there"
        rest = actual.keys() - listed.keys()
        if not any(
            rest <= whole.keys() <= actual.keys() and all(_may_be(whole[name], actual[name]) for name in rest)
            for whole in self.shown
        ):
            yield f"{way}: nothing that was shown in full has the members {sorted(rest)}"
        self.shown.append(actual)

    def _items(self, example: list[Any], actual: list[Any], way: str) -> Iterator[str]:
        if example == [MORE]:
            return
        if len(example) != len(actual):
            yield f"{way}: {len(example)} items are {len(actual)}"
        for position, (one, other) in enumerate(zip(example, actual, strict=False)):
            yield from self.differences(one, other, f"{way}.{position}")

    def _alike(self, example: str, actual: str) -> bool:
        if ID.fullmatch(example):
            return ID.fullmatch(actual) is not None and self.bind(example, actual)
        if example.startswith(TODAY.isoformat()) and TIME.fullmatch(example):
            return TIME.fullmatch(actual) is not None
        if MORE in example:
            self.real[example] = actual
            if INVENTED.fullmatch(example):
                return bool(actual)
            return re.fullmatch(".+".join(map(re.escape, example.split(MORE))), actual, re.DOTALL) is not None
        return self.text(example) == actual


def kind(value: Any) -> str:
    """Returns the JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _may_be(before: Any, now: Any) -> bool:
    """Checks that one member may have both values: of one type, or one of them absent."""
    return kind(before) == kind(now) or before is None or now is None
