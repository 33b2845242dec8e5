"""The tutorial prints what its page shows, piece by piece."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs/tutorial/first-session.md"
PIECE = re.compile(r"^```python$(?P<code>.+?)^```$\s+^```text\n(?P<printed>.+?)^```$", re.MULTILINE | re.DOTALL)


def test_each_piece_of_the_first_session_prints_what_stands_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text("utf-8")
    pieces = [(found["code"], found["printed"]) for found in PIECE.finditer(page)]
    assert len(pieces) == page.count("```python") == 7
    names = {"__name__": "first_session"}
    for code, printed in pieces:
        exec(compile(code, "docs/tutorial/first-session.md", "exec"), names)  # noqa: S102 - our own page
        assert capsys.readouterr().out == printed
