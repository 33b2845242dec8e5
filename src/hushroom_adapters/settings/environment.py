"""Reads the variables of an environment as text, number, choice or address, and collects all problems."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from hushroom_adapters.settings.errors import Problem, SettingsError
from hushroom_adapters.settings.table import BY_NAME

Choice = TypeVar("Choice", bound=StrEnum)

RATE = re.compile(r"[1-9]\d{0,5}/(second|minute|hour|day)")


@frozen
class Variables:
    """The variables; an unset and an empty variable are the same.

    A method that finds a problem records it and returns a stand-in of its type, so that all problems are found in one
    reading; `check` raises them before a stand-in can be used.
    """

    environ: Mapping[str, str]
    _problems: dict[str, Problem] = field(factory=dict, init=False)

    def refuse(self, name: str, complaint: str) -> None:
        """Records a problem; of one variable the first is kept."""
        self._problems.setdefault(name.removesuffix("_FILE"), Problem(name, complaint))

    def check(self) -> None:
        """Raises SettingsError with every recorded problem."""
        if self._problems:
            raise SettingsError(*self._problems.values())

    def text(self, name: str) -> str:
        variable = BY_NAME[name]
        value = self._from_file(name) if variable.secret else None
        value = value or self.environ.get(name, "").strip() or variable.default
        if value is None:
            also = f" (nor is {name}_FILE)" if variable.secret else ""
            self.refuse(name, f"is not set{also}; it is {variable.meaning}.")
        return value or ""

    def _from_file(self, name: str) -> str | None:
        pointer = f"{name}_FILE"
        path = self.environ.get(pointer, "").strip()
        if not path:
            return None
        if self.environ.get(name, "").strip():
            self.refuse(name, f"and {pointer} are both set: keep one of them.")
        return self._content(pointer, path)

    def _content(self, pointer: str, path: str) -> str | None:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.refuse(pointer, f"names a file that cannot be read: {path} ({_reason(error)}).")
            return None
        if not value:
            self.refuse(pointer, f"names an empty file: {path}.")
        return value

    def optional(self, name: str) -> str | None:
        return self.text(name) or None

    def number(self, name: str, low: int, high: int) -> int:
        value = self.text(name)
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not low <= int(value) <= high:
            self.refuse(name, f"must be a whole number from {low} to {high}, not {value!r}.")
            return low
        return int(value)

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        return choices(self.word(name, *choices))

    def word(self, name: str, *words: str) -> str:
        value = self.text(name)
        if value.lower() not in words:
            self.refuse(name, f"must be {' or '.join(words)}, not {value!r}.")
            return words[0]
        return value.lower()

    def rate(self, name: str) -> str:
        value = self.text(name).lower()
        if not RATE.fullmatch(value):
            self.refuse(name, f"must read like 60/minute (per second, minute, hour or day), not {value!r}.")
        return value

    def url(self, name: str, *schemes: str, host: bool = True) -> str:
        """Returns a URL without the slash at its end; otherwise unchanged, because urlsplit loses an empty host."""
        self.address(name, *schemes, host=host)
        return self.text(name).rstrip("/")

    def address(self, name: str, *schemes: str, host: bool = True) -> SplitResult:
        """Returns a URL whose scheme is one of `schemes`; the complaint never repeats its value."""
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        try:
            parts = urlsplit(self.text(name))
            usable = parts.scheme in schemes and (bool(parts.hostname) or not host) and parts.port != 0
        except ValueError:
            usable, parts = False, SplitResult("", "", "", "", "")
        if not usable:
            self.refuse(name, f"must be a URL that begins with {expected} and names a host.")
        return parts


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "unreadable" if isinstance(error, OSError) else "not UTF-8"
