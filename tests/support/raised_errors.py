"""Finds the errors that functions of the domain raise, as far as their source code says it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field

from tests.support.source_files import SourceFile, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
ROOT_ERROR = "DomainError"
LISTED = re.compile(r"Raises: (.*?)(?:\n\s*\n|\Z)", re.DOTALL)
"""The rest of the paragraph: names of errors, some with an explanation in parentheses."""


@define(eq=False)
class Read:
    """A function as its source code shows it; `owner` is the class of a method, "" for a function."""

    path: str
    owner: str
    node: Function
    docstring: str
    raised: set[str] = field(factory=set)
    calls: set[str] = field(factory=set)
    """Names of functions, `owner.name` for the methods of the same class."""

    @property
    def key(self) -> str:
        return f"{self.owner}.{self.node.name}" if self.owner else self.node.name

    @property
    def is_public(self) -> bool:
        names = (self.node.name, self.owner)
        return not any(name.startswith("_") for name in names if name != "__call__")


class Raises:
    """The functions of some files, each with the errors that it raises itself or through those that it calls.

    A call is followed when it names a function or a method of the same class. A call of a method of another object is
    not: a port or an entity says in its own docstring what it raises.
    """

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._parents = {
            node.name: [base.id for base in node.bases if isinstance(base, ast.Name)]
            for file in files
            for node in file.of(ast.ClassDef)
        }
        self._functions = [read for file in files for read in _functions(file)]
        self._by_key: dict[tuple[str, str], Read] = {(one.path, one.key): one for one in self._functions}
        self._by_name: dict[str, list[Read]] = defaultdict(list)
        for one in self._functions:
            if not one.owner:
                self._by_name[one.node.name].append(one)

    def unlisted(self) -> list[str]:
        """Returns `path:line: function: Error, Error` for each public function whose docstring leaves errors out."""
        found = []
        for one in self._functions:
            missing = self._missing(one) if one.is_public else []
            if missing:
                found.append(f"{one.path}:{one.node.lineno}: {one.key}: {', '.join(missing)}")
        return found

    def _missing(self, one: Read) -> list[str]:
        listed = {name for group in LISTED.findall(one.docstring) for name in re.findall(r"\w+", group)}
        return sorted(error for error in self._raised(one, set()) if not listed & set(self._lineage(error)))

    def _raised(self, one: Read, seen: set[str]) -> set[str]:
        seen.add(one.path + one.key)
        found = {error for error in one.raised if ROOT_ERROR in self._lineage(error)}
        for callee in self._callees(one):
            if callee.path + callee.key not in seen:
                found |= self._raised(callee, seen)
        return found

    def _callees(self, one: Read) -> Iterator[Read]:
        for name in one.calls:
            own = self._by_key.get((one.path, name))
            if own is not None:
                yield own
            elif len(self._by_name.get(name, [])) == 1:
                yield self._by_name[name][0]

    def _lineage(self, error: str) -> Iterator[str]:
        """Yields the class and its ancestors, as far as they are in the files."""
        yield error
        for parent in self._parents.get(error, []):
            yield from self._lineage(parent)


def _functions(file: SourceFile) -> Iterator[Read]:
    for node in file.tree.body:
        if isinstance(node, Function):
            yield _read(file.path, "", node, ast.get_docstring(node) or "")
        elif isinstance(node, ast.ClassDef):
            of_class = ast.get_docstring(node) or ""
            for method in node.body:
                if isinstance(method, Function):
                    own = ast.get_docstring(method) or ""
                    yield _read(file.path, node.name, method, own + of_class * (method.name == "__call__"))


def _read(path: str, owner: str, node: Function, docstring: str) -> Read:
    read = Read(path, owner, node, docstring)
    for part in _unguarded(node.body):
        if isinstance(part, ast.Raise) and part.exc is not None:
            raised = part.exc.func if isinstance(part.exc, ast.Call) else part.exc
            if isinstance(raised, ast.Name):
                read.raised.add(raised.id)
        elif isinstance(part, ast.Call):
            called = part.func
            if isinstance(called, ast.Name):
                read.calls.add(called.id)
            elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self":
                read.calls.add(f"{owner}.{called.attr}")
    return read


def _unguarded(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yields the nodes of the statements, without the bodies of `try` statements whose errors are handled there."""
    for statement in body:
        if isinstance(statement, ast.Try) and statement.handlers:
            handlers = [part for handler in statement.handlers for part in handler.body]
            yield from _unguarded([*handlers, *statement.orelse, *statement.finalbody])
        elif isinstance(statement, ast.With | ast.AsyncWith | ast.If | ast.For | ast.AsyncFor | ast.While):
            yield from (part for part in ast.iter_child_nodes(statement) if not isinstance(part, ast.stmt))
            for child in ast.iter_child_nodes(statement):
                if isinstance(child, ast.expr):
                    yield from walk(child)
            yield from _unguarded([*statement.body, *getattr(statement, "orelse", [])])
        else:
            yield from walk(statement)
