"""Whether an answer is like its example: the same members, the same kinds of JSON, and the same values where these
do not differ every time.

An id of the page stands for one id of this run, and the other way round. Times of the page's own day may be any time,
and its days to come are days to come; a text with `...` in it is a pattern. Everything else is as it is written.
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
"""A secret of which even the beginning differs every time."""
TODAY = date(2026, 1, 31)
"""The day on which the page's story happens."""
DAY_TO_COME = re.compile(r"2026-02-\d\d")


def to_come(day: str) -> str:
    """As far from now as it is from the page's own day, or a few days more, so that it is the same weekday."""
    weeks = (datetime.now(UTC).date() - TODAY) // timedelta(weeks=1) + 1
    return (date.fromisoformat(day) + weeks * timedelta(weeks=1)).isoformat()


@define
class Likeness:
    """What the page's names have been found to stand for, and the objects that it has shown in full."""

    real: dict[str, str] = field(factory=dict)
    shown: list[dict[str, Any]] = field(factory=list)

    def differences(self, example: Any, actual: Any, way: str = "") -> Iterator[str]:
        """Where the two differ, in words; names that are new are learned on the way."""
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
        """The same with what is real in the place of the page's names."""
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
        """Let a name of the page stand for this; whether it stood for nothing else, and nothing else for it."""
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
        """An object of which the page shows a part must have been shown in full before, apart from that part."""
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
    """The kind of JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _may_be(before: Any, now: Any) -> bool:
    """Whether one member can have had both values: of one kind, or one of them absent."""
    return kind(before) == kind(now) or before is None or now is None
