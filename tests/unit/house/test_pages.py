"""The pages of the documentation: their places, their links, and the decisions' numbers."""

import re
from pathlib import Path

import pytest

from tests.support.source_files import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
KINDS = {"tutorial", "how-to", "reference", "explanation", "decisions"}
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
NAMED = re.compile(r"`((?:src|tests|docs|requirements|hushroom_\w+)/[\w/.-]+)`")
EXAMPLE = "announcements"
"""The feature that a page adds as an example."""
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def prose(page: Path) -> str:
    """Returns the text of a page without its blocks of code."""
    return CODE.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """Returns the anchors that the headings of a page get on GitHub."""
    words = (re.sub(r"\[(.+?)\]\(.+?\)", r"\1", heading).lower() for heading in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in words}


def linked(page: Path) -> set[Path]:
    """Returns the files and folders that a page links to."""
    return {(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(page)) if link[0] != "#"}


@every_page
def test_a_link_of_a_page_leads_to_something(page: Path) -> None:
    assert [str(target) for target in linked(page) if not target.exists()] == []


@every_page
def test_an_anchor_of_a_link_is_a_heading_of_its_page(page: Path) -> None:
    parts = [link.partition("#") for link in LINK.findall(prose(page)) if "#" in link]
    targets = [((page.parent / path).resolve() if path else page, anchor) for path, _, anchor in parts]
    assert [(target.name, anchor) for target, anchor in targets if anchor not in anchors(target)] == []


@every_page
def test_a_file_that_a_page_names_exists(page: Path) -> None:
    if DOCS / "decisions" in page.parents or page.name == "CHANGELOG.md":
        return  # records of what was
    named = NAMED.findall(page.read_text("utf-8"))
    paths = [ROOT / "src" / path if path.startswith("hushroom_") else ROOT / path for path in named]
    assert [str(path) for path in paths if not path.exists() and EXAMPLE not in str(path)] == []


def test_every_page_is_of_one_of_the_kinds() -> None:
    assert {path.name for path in DOCS.iterdir()} == {*KINDS, "README.md"}


def test_the_index_links_to_every_page() -> None:
    pages = {page for page in DOCS.rglob("*.*") if page.suffix in {".md", ".csv"}}
    expected = {page for page in pages if page.parent.name != "decisions"} - {DOCS / "README.md"}
    assert expected - linked(DOCS / "README.md") == set()


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))
