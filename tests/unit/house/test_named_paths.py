"""Every path that a document names exists."""

import re
from pathlib import Path

import pytest

from tests.support.source_files import ROOT

PATH = re.compile(r"`((?:src|tests|docs|web|mobile|requirements|hushroom_(?:domain|adapters|http))/[\w./-]*\w)/?`")
FILES_OF_THE_READER = {"docs/how-to/add-a-feature.md", "docs/how-to/ship-the-phone-app.md"}
"""Documents about files that their reader makes."""
DOCUMENTS = [
    path
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    if str(path.relative_to(ROOT)) not in FILES_OF_THE_READER
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    named = set(PATH.findall(document.read_text()))
    assert sorted(path for path in named if not _exists(path)) == []


def test_some_documents_name_paths() -> None:
    assert sum(len(PATH.findall(document.read_text())) for document in DOCUMENTS) > 20


def _exists(path: str) -> bool:
    """Returns whether the path is one from the root of the project, or from the folder of the packages."""
    return (ROOT / path).exists() or (ROOT / "src" / path).exists()
