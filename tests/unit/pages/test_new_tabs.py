"""A link that opens a new tab says so in its words, because the Back button does not lead back from there."""

import re
from pathlib import Path

import pytest

from tests.unit.pages.test_budgets import TEMPLATES

OPENING = re.compile(r"<(a|form|button)\b[^>]*\b(?:form)?target=.*?</\1>", re.DOTALL)
SAID = '({{ _("opens in a new tab") }})'
BY_SCRIPT = re.compile(r"\bopen\s*\(\s*[`\"'/]|\.target\s*=[^=]|_blank")
WRITTEN = [path for folder in (TEMPLATES, TEMPLATES.parent / "content") for path in folder.rglob("*.*")]
SCRIPTS = sorted((TEMPLATES.parent / "static/js").glob("*.js"))


def opening(text: str) -> list[str]:
    """Returns the links and forms of a text that open somewhere else than in the page's own tab."""
    return [found[0] for found in OPENING.finditer(text)]


def test_a_link_into_a_new_tab_is_found() -> None:
    assert len(opening('<a href="/a" target="_blank">A</a> <a href="/b">B</a> <form target=x></form>')) == 2


def test_there_are_links_into_new_tabs() -> None:
    assert sum(len(opening(path.read_text("utf-8"))) for path in WRITTEN) >= 3


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_link_into_a_new_tab_says_so(path: Path) -> None:
    silent = [link for link in opening(path.read_text("utf-8")) if SAID not in link or "noopener" not in link]
    assert silent == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_opens_a_new_tab(path: Path) -> None:
    assert BY_SCRIPT.findall(path.read_text("utf-8")) == []
