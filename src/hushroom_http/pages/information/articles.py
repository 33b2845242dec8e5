"""The articles of the help centre and the legal pages: Markdown files with a TOML head, a folder for each language."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from hushroom_adapters.i18n.pages.catalogues import FALLBACK
from hushroom_adapters.settings import ArticleHead, LegalText, parse_article_file
from hushroom_domain.shared.text import fold, folded_words

CONTENT = Path(__file__).parents[1] / "content"
HELP, LEGAL = "help", "legal"
FACT = re.compile(r"\{(\w+)\}")
"""The name of a fact in a text."""
APOSTROPHES = ("\u2019", "'")
"""The apostrophe of printed texts, and that of keyboards."""
TITLE_WEIGHT, KEYWORD_WEIGHT, TEXT_WEIGHT = 4, 2, 1


@frozen(kw_only=True)
class Article:
    """An article; its text holds names of facts in braces, such as `{commission_standard}`."""

    slug: str
    head: ArticleHead
    text: str
    language: str

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def summary(self) -> str:
        return self.head.summary

    @property
    def facts(self) -> frozenset[str]:
        """Returns the names in braces in the text."""
        return frozenset(FACT.findall(self.text))

    def filled(self, facts: Mapping[str, str]) -> str:
        """Returns the text with the facts in place of their names; braces round other words stay as they are."""
        return FACT.sub(lambda found: facts.get(found[1], found[0]), self.text)

    def relevance(self, words: tuple[str, ...]) -> int:
        """Returns how well the article answers a search for folded words; 0 if a word is missing in it."""
        places = (
            (_searched(self.title), TITLE_WEIGHT),
            (_searched(" ".join(self.head.keywords)), KEYWORD_WEIGHT),
            (_searched(f"{self.summary}\n{self.text}"), TEXT_WEIGHT),
        )
        found = [sum(weight for place, weight in places if word in place) for word in words]
        return sum(found) if all(found) else 0


def parse_article(slug: str, source: str, language: str = FALLBACK) -> Article:
    """Returns the article in a file. Raises: ValueError."""
    head, text = parse_article_file(source)
    return Article(slug=slug, head=head, text=text, language=language)


@cache
def articles(kind: str, language: str) -> tuple[Article, ...]:
    """Returns all articles of a kind in one language, in their order."""
    files = (CONTENT / kind / language).glob("*.md")
    found = [parse_article(path.stem, path.read_text(encoding="utf-8"), language) for path in files]
    return tuple(sorted(found, key=lambda article: (article.head.order, article.slug)))


def article_of(kind: str, language: str, slug: str) -> Article | None:
    """Returns one article; None if there is no article of this name."""
    return next((article for article in articles(kind, language) if article.slug == slug), None)


def legal_article_of(own: Collection[LegalText], language: str, slug: str) -> Article | None:
    """Returns a legal page: the operator's own if there is one in any language, else that of the release.

    An own text is shown in the reader's language, else in English, else in the first language in which there is one. A
    text of the release never stands in for a translation, because it may say something else.
    """
    texts = {one.language: one for one in own if one.page == slug}
    if not texts:
        return article_of(LEGAL, language, slug)
    chosen = texts.get(language) or texts.get(FALLBACK) or next(iter(texts.values()))
    return Article(slug=slug, head=chosen.head, text=chosen.text, language=chosen.language)


def found_articles(language: str, query: str) -> tuple[Article, ...]:
    """Returns the articles of the help centre that contain all words of a query, best first; all for a blank query."""
    words = folded_words(query.replace(*APOSTROPHES))
    every = articles(HELP, language)
    if words is None:
        return every
    rated = [(article.relevance(words), article) for article in every] if words else []
    return tuple(article for score, article in sorted(rated, key=lambda pair: -pair[0]) if score)


def _searched(text: str) -> str:
    return fold(text.replace(*APOSTROPHES))
