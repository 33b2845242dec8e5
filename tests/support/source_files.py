"""The Python files of src and tests, each read and parsed once for all tests that examine source code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from attrs import frozen

ROOT = Path(__file__).parents[2]
N = TypeVar("N", bound=ast.AST)


@frozen(eq=False)
class SourceFile:
    """A Python file: its path relative to the repository, its text, its syntax tree and all nodes of that tree."""

    path: str
    text: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    def of(self, *types: type[N]) -> Iterator[N]:
        """Yields the nodes of these types, outer nodes before inner ones."""
        yield from (node for node in self.nodes if isinstance(node, types))


@cache
def source_files(folder: str) -> tuple[SourceFile, ...]:
    """Reads every Python file below the folder, which is given relative to the repository, in the order of paths."""
    return tuple(_read(path) for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def _read(path: Path) -> SourceFile:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    return SourceFile(path.relative_to(ROOT).as_posix(), text, tree, tuple(walk(tree)))


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
