"""No name that gave way to a standard term comes back: data/retired_names.toml against the syntax trees."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.source_files import ROOT, SourceFile, source_files, walk

TABLE = Path(__file__).with_name("data") / "retired_names.toml"
KINDS = {"class", "function", "attribute", "argument", "variable", "module"}
MIGRATIONS = "src/hushroom_adapters/postgres/migrations/"


@frozen
class Named:
    """A name that a file gives to something of this kind."""

    kind: str
    name: str
    line: int


@frozen
class Retired:
    """A name that is retired for these kinds of things, in the files whose path begins with one of the prefixes."""

    name: str
    kinds: frozenset[str]
    scope: tuple[str, ...]
    exceptions: tuple[str, ...]
    instead: str

    def forbids(self, named: Named, path: str) -> bool:
        applies = path.startswith(self.scope) and not path.startswith(self.exceptions)
        return applies and named.kind in self.kinds and named.name == self.name


def retired_names() -> list[Retired]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["retired"]
    return [
        Retired(
            name,
            frozenset(row["kinds"]),
            tuple(row.get("scope", ("src/", "tests/"))),
            tuple(row.get("except", ())),
            row["instead"],
        )
        for row in rows
        for name in ([row["name"]] if isinstance(row["name"], str) else row["name"])
    ]


RETIRED = retired_names()
BY_NAME = {retired.name: [one for one in RETIRED if one.name == retired.name] for retired in RETIRED}


def names_of(file: SourceFile) -> Iterator[Named]:
    """Yields every name that the file defines: its path, classes, functions, fields, arguments and variables."""
    for part in Path(file.path).with_suffix("").parts:
        yield Named("module", part, 1)
        yield Named("module", part.removeprefix("test_"), 1)
    in_classes = {id(target) for node in file.of(ast.ClassDef) for target in _targets(node.body)}
    for node in file.nodes:
        match node:
            case ast.ClassDef():
                yield Named("class", node.name, node.lineno)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield Named("function", node.name, node.lineno)
            case ast.arg():
                yield Named("argument", node.arg, node.lineno)
            case ast.Name(ctx=ast.Store()):
                yield Named("attribute" if id(node) in in_classes else "variable", node.id, node.lineno)
            case ast.Attribute(ctx=ast.Store()):
                yield Named("attribute", node.attr, node.lineno)
            case ast.alias(asname=str(name)):
                yield Named("variable", name, node.lineno)


def _targets(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        if isinstance(statement, ast.AnnAssign):
            yield statement.target
        elif isinstance(statement, ast.Assign):
            yield from (part for target in statement.targets for part in walk(target))


def forbidden(file: SourceFile) -> list[str]:
    return [
        f"{file.path}:{named.line}: {named.kind} {named.name}, instead: {retired.instead}"
        for named in names_of(file)
        for retired in BY_NAME.get(named.name, ())
        if retired.forbids(named, file.path)
    ]


def test_no_retired_name_comes_back() -> None:
    files = [file for folder in ("src", "tests") for file in source_files(folder)]
    found = [line for file in files if not file.path.startswith(MIGRATIONS) for line in forbidden(file)]
    assert not found, "\n".join(sorted(set(found)))


def test_every_row_of_the_table_can_apply() -> None:
    assert [one for one in RETIRED if not one.kinds or one.kinds - KINDS] == []
    prefixes = {prefix for one in RETIRED for prefix in (*one.scope, *one.exceptions)}
    assert [prefix for prefix in prefixes if not (ROOT / prefix).exists()] == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("class Standing: pass", "class"),
        ("async def stands_good(): pass", "function"),
        ("class A:\n    wish: int", "attribute"),
        ("class A:\n    wish = course = 1", "attribute"),
        ("def f():\n    self.wish = 1", "attribute"),
        ("def f(*, asker): pass", "argument"),
        ("for wish in (): pass", "variable"),
        ("import thing as wish", "variable"),
        ("def f(x):\n    if (asker := x): pass", "variable"),
    ],
)
def test_a_retired_name_is_found_wherever_it_is_given(source: str, kind: str) -> None:
    file = SourceFile("src/hushroom_domain/sessions/model.py", source)
    assert any(f": {kind} " in line for line in forbidden(file))


def test_a_retired_module_is_found_by_its_path() -> None:
    paths = ["src/hushroom_domain/sessions/machine.py", "tests/unit/letters/test_x.py", "tests/unit/x/test_likeness.py"]
    assert [path for path in paths if not forbidden(SourceFile(path, ""))] == []
