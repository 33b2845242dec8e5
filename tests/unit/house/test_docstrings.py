"""Docstrings begin with a verb or a noun, and say which errors of the domain a caller has to expect."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.raised_errors import Raises
from tests.support.source_files import SourceFile, source_files

RIDDLE = re.compile(r"(?:What|Who|Whoever|Whose|Whatever|Whether|Nobody|How|That)\b")
"""A docstring that begins with a clause names no subject: say "Returns ..." or name the thing."""
FILES = [file for folder in ("src", "tests") for file in source_files(folder)]
DOMAIN = [file for file in FILES if file.path.startswith("src/hushroom_domain/")]


def docstrings(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Yields the line and the text of the docstrings of the module and of its classes, functions and constants."""
    for node in file.of(ast.Expr):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def riddles(file: SourceFile) -> list[str]:
    return [f"{file.path}:{line}: {text.splitlines()[0]}" for line, text in docstrings(file) if RIDDLE.match(text)]


def test_no_docstring_begins_with_a_clause() -> None:
    found = [line for file in FILES for line in riddles(file)]
    assert not found, "\n".join(found)


def test_public_functions_of_the_domain_list_the_errors_that_they_raise() -> None:
    found = Raises(DOMAIN).unlisted()
    assert not found, "\n".join(found)


def parsed(path: str, source: str) -> SourceFile:
    return SourceFile(path, source)


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is."""',
        'class A:\n    """Whoever asks."""',
        'def f():\n    """Whether it is so."""',
        'LIMIT = 3\n"""How many."""',
        'class A:\n    size: int\n    """That of all."""',
    ],
)
def test_a_clause_is_found_wherever_a_docstring_stands(source: str) -> None:
    assert len(riddles(parsed("src/a.py", source))) == 1


def test_a_docstring_that_begins_with_a_verb_is_none() -> None:
    assert riddles(parsed("src/a.py", '"""Returns what was asked for."""\nx = "What?"')) == []


ERRORS = """
class DomainError(Exception): ...
class NotFound(DomainError): ...
class SessionNotFound(NotFound): ...
class TooLate(DomainError): ...
"""


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ('def f():\n    """Does it."""\n    raise TooLate', ["TooLate"]),
        ('def f():\n    """Does it. Raises: TooLate."""\n    raise TooLate', []),
        ('def f():\n    """Does it.\n\n    Raises: NotFound.\n    """\n    raise SessionNotFound("x")', []),
        ("def f():\n    _g()\ndef _g():\n    raise TooLate", ["TooLate"]),
        ("def f():\n    g()\ndef g():\n    '''Raises: TooLate.'''\n    raise TooLate", ["TooLate"]),
        ("def _f():\n    raise TooLate", []),
        ("def f():\n    raise AssertionError", []),
        ("def f():\n    try:\n        g()\n    except TooLate:\n        pass\ndef _g():\n    raise TooLate", []),
        ("class U:\n    '''Does it.'''\n    async def __call__(self):\n        raise TooLate", ["TooLate"]),
        ("class U:\n    'Raises: TooLate.'\n    def __call__(self): self._g()\n    def _g(self): raise TooLate", []),
        ("class U:\n    def f(self):\n        self._g()\n    def _g(self):\n        raise TooLate", ["TooLate"]),
    ],
)  # fmt: skip
def test_an_error_that_a_docstring_leaves_out_is_found(source: str, missing: list[str]) -> None:
    files = [parsed("src/hushroom_domain/x/errors.py", ERRORS), parsed("src/hushroom_domain/x/model.py", source)]
    assert [line.rpartition(": ")[2] for line in Raises(files).unlisted()] == missing
