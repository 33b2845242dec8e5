"""The texts of the pages' sources, and the catalogues that hold their translations, one per feature and language.

`python -m tests.support.page_words` adds missing texts to the catalogues, untranslated, and removes unused ones.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from attrs import frozen
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from hushroom_adapters.i18n.pages.catalogues import catalogue, plural_forms
from hushroom_adapters.i18n.password_advice import TEXTS
from tests.support.source_files import ROOT

PAGES = ROOT / "src" / "hushroom_http" / "pages"
WORDS = ROOT / "src" / "hushroom_adapters" / "i18n" / "pages"
TRANSLATED = ("fr", "ar")
FRAME = "frame"
PROBLEMS = "problems"
KEYWORDS = {"_": None, "gettext": None, "N_": None, "_text": None, "ngettext": (1, 2)}
OPTIONS = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trim_blocks": "true", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\d)\}")


@frozen
class Source:
    """One text of the sources: its English form or forms."""

    one: str
    many: str | None = None


def feature_of(path: Path) -> str:
    """Returns the feature whose catalogue holds the texts of a file: its folder, or the frame."""
    parts = path.relative_to(PAGES).parts
    folder = parts[1] if parts[0] == "templates" else parts[0]
    return FRAME if folder in {"components", "errors"} or "." in folder else folder


def sources() -> Iterator[Path]:
    """Yields the files of the pages with texts."""
    yield from sorted([*PAGES.rglob("*.py"), *PAGES.glob("templates/**/*.html")])


def texts_in(path: Path) -> set[Source]:
    """Returns the texts of one file."""
    method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
    options = OPTIONS if path.suffix == ".html" else {}
    found = extract_from_file(method, str(path), keywords=KEYWORDS, options=options)
    return {Source(*text) if isinstance(text, tuple) else Source(text) for _, text, _, _ in found}


@cache
def texts() -> dict[str, frozenset[Source]]:
    """Returns the texts of each feature; those of the frame are not repeated."""
    found: dict[str, set[Source]] = {}
    for path in sources():
        found.setdefault(feature_of(path), set()).update(texts_in(path))
    found["identity"].update(map(Source, TEXTS.values()))  # the API gives the same advice
    frame = found.setdefault(FRAME, set())
    return {name: frozenset(own if name == FRAME else own - frame) for name, own in found.items() if own}


def file_of(code: str, feature: str) -> Path:
    return WORDS / code / f"{feature}.po"


def stored(path: Path, code: str) -> Catalog:
    """Returns the catalogue of a file; an empty one if there is no file."""
    if not path.exists():
        return Catalog(locale=code, fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=code)


def update(code: str, feature: str, wanted: frozenset[Source]) -> int:
    """Writes the file with exactly these texts; returns the number of those without a translation."""
    path = file_of(code, feature)
    before, after = stored(path, code), Catalog(locale=code, fuzzy=False)
    forms = len(plural_forms(catalogue(code).locale))
    for text in sorted(wanted, key=lambda one: one.one):
        known = before.get(text.one)
        if text.many is None:
            after.add(text.one, known.string if known and isinstance(known.string, str) else "")
        else:
            kept = known.string if known and isinstance(known.string, tuple) else ("",) * forms
            after.add((text.one, text.many), kept)
    with path.open("wb") as stream:
        write_po(stream, after, width=100, omit_header=True, include_previous=False)
    return sum(
        not all(entry.string if isinstance(entry.string, tuple) else (entry.string,)) for entry in after if entry.id
    )


def main() -> None:
    """Updates every catalogue."""
    for code in TRANSLATED:
        for feature, wanted in texts().items():
            missing = update(code, feature, wanted)
            if missing:
                sys.stdout.write(f"{file_of(code, feature).relative_to(ROOT)}: {missing} to translate\n")


if __name__ == "__main__":
    main()
