"""The Python files of src and tests, each read and parsed at most once for all tests that examine source code.

Every process of a test run collects all tests, and one of them runs those of the sources: a file is parsed when its
syntax is first asked for, which no module may do while it is imported.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar, cast

from attrs import frozen

ROOT = Path(__file__).parents[2]
N = TypeVar("N", bound=ast.AST)


@frozen(eq=False)
class SourceFile:
    """A Python file: its path relative to the repository, its text, its syntax tree and all nodes of that tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        return walk(self.tree)

    @cached_property
    def _by_type(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    def of(self, type_: type[N]) -> Iterator[N]:
        """Yields the nodes of this type, outer nodes before inner ones."""
        yield from cast("list[N]", self._by_type.get(type_, []))


@cache
def source_files(folder: str) -> tuple[SourceFile, ...]:
    """Reads every Python file below the folder, which is given relative to the repository, in the order of paths."""
    return tuple(_read(path) for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def _read(path: Path) -> SourceFile:
    return SourceFile(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def walk(tree: ast.AST) -> list[ast.AST]:
    """Returns the nodes below `tree` and itself, like `ast.walk`, which takes twice the processor time."""
    found = [tree]
    for node in found:
        for value in vars(node).values():
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found.extend(each for each in value if isinstance(each, ast.AST))
    return found
