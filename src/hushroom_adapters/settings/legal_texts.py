"""The legal texts of an operator: Markdown files with a TOML head, which replace those of the release."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from attrs import frozen

LEGAL_PAGES = ("terms", "privacy", "cookies", "accessibility")
FENCE = "+++\n"
"""The line around the head of an article."""
LANGUAGE = re.compile(r"[a-z]{2,3}")


class ArticleHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The facts about an article; `order` is its place in lists."""

    title: str
    summary: str
    order: int = 0
    keywords: tuple[str, ...] = ()


@frozen(kw_only=True)
class LegalText:
    """One page of an operator in one language, such as the terms in `fr`."""

    page: str
    language: str
    head: ArticleHead
    text: str


def parse_article_file(source: str) -> tuple[ArticleHead, str]:
    """Returns the head and the Markdown of a file. Raises: ValueError."""
    before, head, text = source.split(FENCE, 2)
    if before:
        raise ValueError("a text stands before the head")
    return msgspec.convert(tomllib.loads(head), ArticleHead), text.strip()


def read_legal_texts(folder: Path) -> tuple[LegalText, ...]:
    """Returns the texts in a folder, which has a folder for each language. Raises: OSError, ValueError."""
    texts = tuple(_texts(folder))
    if not texts:
        raise ValueError("it holds no file such as en/terms.md")
    return texts


def _texts(folder: Path) -> Iterator[LegalText]:
    """Yields each text. A file of another name is refused, because its page would be that of the release."""
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder)
        language, page = name.parent.as_posix(), name.stem
        if LANGUAGE.fullmatch(language) is None or page not in LEGAL_PAGES:
            raise ValueError(f"{name} is not a language and one of {', '.join(LEGAL_PAGES)}, such as en/terms.md")
        try:
            head, text = parse_article_file(path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        yield LegalText(page=page, language=language, head=head, text=text)
