"""Every HTTP client of the API in tests has the hooks that check responses for leaks."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[2]
PLACES = ("integration/documents", "integration/http", "integration/journeys", "integration/realtime", "support")
CLIENTS = {"Client", "AsyncClient"}
AT_ONCE = {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}
STORIES = {"open_story", "open_wire"}
"""Functions that create clients; one place in the tests adds the hooks to them."""


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    paths = [path for place in PLACES for path in sorted((TESTS / place).rglob("*.py"))]
    trees = [(path.name, ast.parse(path.read_text())) for path in paths]
    return tuple((name, node) for name, tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))


def of_httpx(call: ast.Call) -> str:
    """Returns the name in a call `httpx.name(...)`."""
    called = call.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "httpx":
        return called.attr
    return ""


def test_every_client_of_the_api_is_watched() -> None:
    made = [(name, {word.arg for word in call.keywords}) for name, call in calls() if of_httpx(call) in CLIENTS]
    assert len(made) >= 6
    assert [name for name, words in made if "event_hooks" not in words] == []


def test_nobody_asks_without_a_client() -> None:
    assert [(name, call.lineno) for name, call in calls() if of_httpx(call) in AT_ONCE] == []


def test_one_place_opens_stories() -> None:
    opening = [name for name, call in calls() if isinstance(call.func, ast.Name) and call.func.id in STORIES]
    assert opening == ["journeys.py"]
