"""The Python files of src and tests, each read and parsed once for all tests that examine source code."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from attrs import field, frozen

ROOT = Path(__file__).parents[2]
N = TypeVar("N", bound=ast.AST)


@frozen(eq=False)
class SourceFile:
    """A Python file: its path relative to the repository, its text, its syntax tree and all nodes of that tree."""

    path: str
    text: str
    tree: ast.Module
    nodes: Sequence[ast.AST] = field(init=False, repr=False)
    _by_type: dict[type[ast.AST], list[ast.AST]] = field(init=False, factory=dict, repr=False)

    @nodes.default
    def _all_nodes(self) -> Sequence[ast.AST]:
        return walk(self.tree)

    def __attrs_post_init__(self) -> None:
        for node in self.nodes:
            self._by_type.setdefault(type(node), []).append(node)

    @classmethod
    def parsed(cls, path: str, text: str) -> "SourceFile":
        return cls(path, text, ast.parse(text))

    def of(self, type_: type[N]) -> Iterator[N]:
        """Yields the nodes of this type, outer nodes before inner ones."""
        yield from cast("list[N]", self._by_type.get(type_, []))


@cache
def source_files(folder: str) -> tuple[SourceFile, ...]:
    """Reads every Python file below the folder, which is given relative to the repository, in the order of paths."""
    return tuple(_read(path) for path in sorted((ROOT / folder).rglob("*.py")))


@cache
def _read(path: Path) -> SourceFile:
    return SourceFile.parsed(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


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
