"""Every HTTP client of the API in tests has the hooks that check responses for leaks."""

import ast

from tests.support.source_files import source_files

FOLDERS = ("integration/documents", "integration/http", "integration/journeys", "integration/realtime", "support")
CLIENTS = {"Client", "AsyncClient"}
WITHOUT_CLIENT = {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}
STORIES = {"open_story", "open_wire"}
"""Functions that make clients of their own; one module of the tests calls them and passes the hooks."""


def calls() -> list[tuple[str, ast.Call]]:
    """Returns every call in the folders with the path of its file."""
    files = [file for name in FOLDERS for file in source_files(f"tests/{name}")]
    return [(file.path, call) for file in files for call in file.of(ast.Call)]


def of_httpx(call: ast.Call) -> str:
    """Returns the name in a call `httpx.name(...)`, and "" for any other call."""
    called = call.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "httpx":
        return called.attr
    return ""


def test_every_client_of_the_api_is_watched() -> None:
    made = [(path, {word.arg for word in call.keywords}) for path, call in calls() if of_httpx(call) in CLIENTS]
    assert len(made) >= 6
    assert [path for path, words in made if "event_hooks" not in words] == []


def test_nobody_asks_without_a_client() -> None:
    assert [(path, call.lineno) for path, call in calls() if of_httpx(call) in WITHOUT_CLIENT] == []


def test_one_place_opens_stories() -> None:
    opening = [path for path, call in calls() if isinstance(call.func, ast.Name) and call.func.id in STORIES]
    assert opening == ["tests/support/journeys.py"]
