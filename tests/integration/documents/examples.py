"""Parses the examples of a page: blocks of HTTP, shell and Socket.IO, in their order."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

DOCS = Path(__file__).parents[3] / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PASSING = re.compile(r"^\*(?P<words>[A-Z][a-z ]+):\*$", re.MULTILINE)
MINUTES = {"Half an hour later": 30}
STATUS_LINE = re.compile(r"^HTTP/1\.1 (\d{3})(?: [A-Z][A-Za-z -]+)?$", re.MULTILINE)
STRING_OR_DOTS = re.compile(r'"(?:[^"\\]|\\.)*"|\[\s*\.\.\.\s*\]|\.\.\.')
MORE = "..."
"""As a member of an object: further members. As the only item of a list: any items."""


@frozen
class Message:
    """A request or a response: the words of its first line, its headers and its JSON."""

    words: tuple[str, ...]
    headers: Mapping[str, str]
    body: Any = None
    has_body: bool = False


@frozen
class Exchange:
    """A request and the response that the page shows."""

    request: Message
    answer: Message
    line: int

    @property
    def status(self) -> int:
        return int(self.answer.words[1])


@frozen
class Command:
    """A shell command and the JSON that it prints."""

    shell: str
    prints: Any
    line: int


@frozen
class Pause:
    """A period that passes between two examples."""

    minutes: int
    line: int


@frozen
class Block:
    """Any other example as text."""

    language: str
    text: str
    line: int = field(eq=False)


Example = Exchange | Command | Pause | Block


def examples_of(page: str) -> list[Example]:
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = [(found.start(), found[1], found[2]) for found in BLOCK.finditer(text)]
    read = list(_in_pairs(blocks, text))
    pauses = [Pause(MINUTES[found["words"]], _line(text, found.start())) for found in PASSING.finditer(text)]
    return sorted((*read, *pauses), key=lambda example: example.line)


def _in_pairs(blocks: list[tuple[int, str, str]], text: str) -> Iterator[Example]:
    """Joins each command with the output that follows it; all other blocks stay as they are."""
    taken = iter(blocks)
    for start, language, block in taken:
        if language == "sh":
            _, _, printed = next(taken)
            yield Command(block, read_json(printed), _line(text, start))
        elif language == "http":
            yield exchange_of(block, _line(text, start))
        else:
            yield Block(language, block, _line(text, start))


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def exchange_of(block: str, line: int) -> Exchange:
    found = STATUS_LINE.search(block)
    assert found is not None, f"line {line}: a request without its answer"
    return Exchange(_message(block[: found.start()]), _message(block[found.start() :]), line)


def _message(text: str) -> Message:
    head, _, body = text.strip().partition("\n\n")
    first, *headers = head.splitlines()
    named = dict(header.split(": ", 1) for header in headers)
    return Message(tuple(first.split()), named, read_json(body) if body else None, has_body=bool(body))


def read_json(text: str) -> Any:
    """Reads JSON in which `...` stands for further members or items."""
    return json.loads(STRING_OR_DOTS.sub(_with_more, text))


def _with_more(found: re.Match[str]) -> str:
    if found[0].startswith('"'):
        return found[0]
    return f'["{MORE}"]' if found[0].startswith("[") else f'"{MORE}": true'
