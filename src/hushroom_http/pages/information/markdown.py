"""Renders the Markdown of articles as HTML, without raw HTML and images, with ids at headings."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from attrs import frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from hushroom_domain.shared.text import fold

LANGUAGE_FREE = ("/account", "/companion", "/home", "/login", "/notifications", "/register", "/sessions")
"""The first parts of addresses that have no language part."""
COMPANIONS_ONLY = re.compile(r"/companion(?:/(?!application\b).*)?(?:[?#].*)?$")
"""The addresses of the pages that only somebody with a companion's profile has."""
APPLICATION = "/companion/application"
WORD = re.compile(r"\w+")
KEPT = 512

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])


@frozen
class Heading:
    """A heading of the second level, for the list of contents of an article."""

    anchor: str
    words: str


@frozen
class RenderedArticle:
    """The HTML of an article and its headings."""

    html: Markup
    headings: tuple[Heading, ...]


@lru_cache(maxsize=KEPT)
def render_markdown(text: str, prefix: str = "", *, is_companion: bool = False) -> RenderedArticle:
    """Returns the text as HTML; links to public pages of this site get the language part `prefix`, such as `/fr`.

    Links to pages of companions lead to the application for a reader who is no companion, because these readers do not
    have the pages.
    """
    tokens = _MARKDOWN.parse(text)
    headings = tuple(_anchored(tokens))
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _address(str(child.attrGet("href")), prefix, is_companion))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # The parser escapes raw HTML in the text, so its output is safe.
    return RenderedArticle(Markup(html), headings)  # noqa: S704 - see above


def _anchored(tokens: list[Token]) -> Iterable[Heading]:
    """Gives each heading an id made of its words, and yields those of the second level."""
    given: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            stem = anchor = "-".join(WORD.findall(fold(inline.content))) or "part"
            while anchor in given:
                anchor = f"{stem}-{len(given)}"
            given.add(anchor)
            opening.attrSet("id", anchor)
            if opening.tag == "h2":
                yield Heading(anchor, inline.content)


def _address(href: str, prefix: str, is_companion: bool) -> str:
    if not is_companion and COMPANIONS_ONLY.match(href):
        return APPLICATION
    is_public = href.startswith("/") and not href.startswith(LANGUAGE_FREE)
    # `/companions` is public although `/companion` is not.
    return f"{prefix}{href}" if is_public or href.startswith("/companions") else href
