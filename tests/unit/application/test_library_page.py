"""The snippets of docs/reference/library.md do what the page says."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs/reference/library.md"
SNIPPETS = re.findall(r"^## (.+?)$.*?^```python$(.+?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_page_shows_the_five_things_it_promises() -> None:
    assert [title for title, _ in SNIPPETS] == [
        "Score companions",
        "Use a state machine",
        "Split a payment",
        "Check an input",
        "Run a whole session in memory",
    ]


@pytest.mark.parametrize(("title", "snippet"), SNIPPETS, ids=[title for title, _ in SNIPPETS])
def test_a_snippet_runs_and_keeps_its_word(title: str, snippet: str) -> None:
    exec(compile(snippet, f"docs/reference/library.md: {title}", "exec"), {"__name__": "library_page"})  # noqa: S102 - our own page
