"""The page for client authors tells the truth: its request works, and each example has the shape of an answer."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hushroom_http.answers.shape import Answer
from hushroom_http.bodies import Body
from hushroom_http.errors import Problem
from tests.integration.http.test_bad_input import BODIES
from tests.integration.http.world import World

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
(REQUEST,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"^\| (?:· )?`([A-Z]+) (/[^`?]*)` \| ([^|]*) \|", PAGE, re.MULTILINE)


def kinds(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for child in kind.__subclasses__():
        yield from (child, *kinds(child))


def names_of(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: ",".join(example)[:40])
def test_every_example_has_the_fields_of_an_answer(example: dict[str, Any]):
    fitting = [kind for kind in (Problem, *kinds(Answer)) if names_of(kind) == example.keys()]
    assert fitting, f"no answer has the fields {sorted(example)}"
    assert any(isinstance(msgspec.convert(example, kind), kind) for kind in fitting)


async def test_the_request_on_the_page_gets_the_answer_below_it(world: World):
    words = shlex.split(REQUEST.replace("\\\n", " "))
    path = next(word for word in words if "/api/v1" in word).partition("/api/v1")[2]
    answer = await world.post(path, body=json.loads(words[words.index("-d") + 1]))
    example = next(one for one in EXAMPLES if "accessToken" in one)
    assert answer.keys() == example.keys()
    differing = {"id", "createdAt", "updatedAt"}
    assert {key: value for key, value in answer["user"].items() if key not in differing} == {
        key: value for key, value in example["user"].items() if key not in differing
    }


def test_the_page_names_the_fields_of_every_body():
    """`name?` is one that may be left out. What is nested is not looked at."""
    seen = 0
    for method, path, cell in ROWS:
        kind = BODIES.get((method, path))
        if kind is None or not names_of(kind) or not cell.strip().startswith("`"):
            continue
        outer = re.sub(r"\[\{.*?\}\]", "", ", ".join(re.findall(r"`([^`]*)`", cell)))
        told = dict(re.findall(r"(\w+)(\??)", outer))
        assert fields_told(kind) == told | hidden(path), f"{method} {path}"
        seen += 1
    assert seen > 25


def fields_told(kind: type[Body]) -> dict[str, str]:
    return {field.encode_name: "" if field.required else "?" for field in msgspec.structs.fields(kind)}


def hidden(path: str) -> dict[str, str]:
    """Two names for one required thing cannot be written like this."""
    return {"password": "?", "newPassword": "?"} if path == "/auth/reset-password" else {}
