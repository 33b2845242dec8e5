"""The page on framework seams names files and tests that exist, and every class that extends a class of a framework."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.source_files import ROOT, SourceFile, source_files

PAGE = (ROOT / "docs/reference/framework-seams.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!part \|)[^-]", line)]
PATH = re.compile(r"`((?:src|tests)/[\w/.]+)`")
FRAMEWORKS = {
    "alembic", "apscheduler", "dramatiq", "engineio", "httptools", "jinja2", "limits", "litestar", "psycopg", "redis",
    "socketio", "sqlalchemy", "stripe", "uvicorn", "websockets",
}  # fmt: skip
EXEMPT = ("src/hushroom_adapters/local/", "src/hushroom_adapters/postgres/migrations/")


def examined() -> Iterator[SourceFile]:
    yield from (file for file in source_files("src") if not file.path.startswith(EXEMPT))


def imported_from_frameworks(file: SourceFile) -> dict[str, str]:
    """Returns the module of each name that a file imports from one of the frameworks."""
    names = {
        alias.asname or alias.name.partition(".")[0]: alias.name for node in file.of(ast.Import) for alias in node.names
    }
    for node in file.of(ast.ImportFrom):
        names |= {alias.asname or alias.name: node.module or "" for alias in node.names}
    return {name: module for name, module in names.items() if module.partition(".")[0] in FRAMEWORKS}


def bases(node: ast.ClassDef) -> Iterator[str]:
    """Yields the first name of each base class: `socketio` of `socketio.AsyncServer`, `Request` of `Request[User]`."""
    for base in node.bases:
        found = base.value if isinstance(base, ast.Subscript) else base
        while isinstance(found, ast.Attribute):
            found = found.value
        if isinstance(found, ast.Name):
            yield found.id


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_the_files_and_tests_of_a_seam_exist(row: str) -> None:
    *_, files, tests, _ = row.split("|")
    assert PATH.findall(files)
    assert all(path.startswith("tests/") for path in PATH.findall(tests))
    assert PATH.findall(tests)
    assert [path for path in PATH.findall(row) if not (ROOT / path).is_file()] == []


def test_every_class_that_extends_a_framework_is_named() -> None:
    extending = {
        (file.path, node.name)
        for file in examined()
        for node in file.of(ast.ClassDef)
        if set(bases(node)) & imported_from_frameworks(file).keys()
    }
    assert len(extending) > 5
    assert [(path, name) for path, name in sorted(extending) if not named(path, name)] == []


def test_every_import_of_a_private_module_is_named() -> None:
    private = {
        (file.path, module)
        for file in examined()
        for module in imported_from_frameworks(file).values()
        if any(part.startswith("_") for part in module.split("."))
    }
    assert private
    assert [(path, module) for path, module in sorted(private) if not named(path, module[: _second_dot(module)])] == []


def _second_dot(module: str) -> int:
    return len(".".join(module.split(".")[:2]))


def named(path: str, name: str) -> bool:
    """Returns whether one row has both the file and the name."""
    return any(f"`{path}`" in row and f"`{name}`" in row for row in ROWS)
