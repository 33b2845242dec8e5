"""The articles of the help centre and the legal pages: the same in all languages, with numbers from the policies."""

import re
from datetime import UTC, datetime
from itertools import product
from urllib.parse import urlsplit

import pytest

from hushroom_adapters.i18n.pages.catalogues import CODES
from hushroom_adapters.settings import LEGAL_PAGES, ArticleHead, InformationSettings, LegalText
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.information.articles import (
    CONTENT,
    HELP,
    LEGAL,
    Article,
    article_of,
    articles,
    found_articles,
    legal_article_of,
    parse_article,
)
from hushroom_http.pages.information.facts import operator_facts, policy_facts
from hushroom_http.pages.information.markdown import render_markdown
from hushroom_http.pages.languages import ARABIC_DIGITS, chosen

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAST_ARTICLES = 12
STANDARD = "WCAG 2.2"
"""The only number that a text may hold itself, because it is a name."""
URGENT = re.compile("[!\u00a1\uff01]")
OPERATOR = InformationSettings(
    operator_name="Quiet *Ltd*",
    operator_address="1 Hill_Road, 2000 Town",
    operator_contact="care@example.org",
    operator_law="France, Paris",
)
EVERY = [(kind, code, article) for kind, code in product((HELP, LEGAL), CODES) for article in articles(kind, code)]
every_article = pytest.mark.parametrize(
    ("kind", "code", "article"), EVERY, ids=[f"{kind}-{code}-{article.slug}" for kind, code, article in EVERY]
)


def facts(tag: str, operator: InformationSettings = OPERATOR) -> dict[str, str]:
    """Returns the facts of articles for a reader of this language."""
    formats = Formats(language=chosen(tag), zone_key="UTC", now=NOW)
    return {**policy_facts(formats), **operator_facts(formats, operator)}


@pytest.mark.parametrize("kind", [HELP, LEGAL])
def test_each_language_has_the_same_articles_in_the_same_order(kind: str) -> None:
    assert {path.name for path in (CONTENT / kind).iterdir()} == set(CODES)
    slugs = {code: [article.slug for article in articles(kind, code)] for code in CODES}
    assert slugs["fr"] == slugs["ar"] == slugs["en"]


def test_there_are_enough_articles_and_all_legal_pages() -> None:
    assert len(articles(HELP, "en")) >= LEAST_ARTICLES
    assert {article.slug for article in articles(LEGAL, "en")} == set(LEGAL_PAGES)


@every_article
def test_no_number_is_typed_into_a_text(kind: str, code: str, article: Article) -> None:  # noqa: ARG001 - ids
    words = "\n".join((article.title, article.summary, *article.head.keywords, article.text)).replace(STANDARD, "")
    lines = [line for line in words.splitlines() if re.search(r"\d", re.sub(r"^\d+\. |\{\w+\}", "", line))]
    assert lines == []


@every_article
def test_a_text_is_calm(kind: str, code: str, article: Article) -> None:  # noqa: ARG001 - ids
    assert URGENT.search(f"{article.title}\n{article.summary}\n{article.text}") is None


@every_article
def test_an_article_has_its_facts_a_title_and_headings(kind: str, code: str, article: Article) -> None:  # noqa: ARG001
    shown = render_markdown(article.filled(facts(code)))
    assert article.facts <= facts(code).keys()
    assert "{" not in shown.html
    assert "<h1" not in shown.html
    assert len({heading.anchor for heading in shown.headings}) == len(shown.headings)
    assert all(f'id="{heading.anchor}"' in shown.html for heading in shown.headings)


@every_article
def test_the_languages_of_an_article_say_the_same(kind: str, code: str, article: Article) -> None:  # noqa: ARG001
    """Their parts, facts and links agree, as far as a program can tell."""
    english = article_of(kind, "en", article.slug)
    assert english is not None
    for pattern in (r"^## ", r"^\d+\. ", r"^- ", r"^\|"):
        counts = [len(re.findall(pattern, one.text, re.MULTILINE)) for one in (english, article)]
        assert counts[0] == counts[1], pattern
    for pattern in (r"\{(\w+)\}", r"\]\(([^)]+)\)"):
        assert sorted(re.findall(pattern, article.text)) == sorted(re.findall(pattern, english.text))


@every_article
def test_a_link_to_the_help_centre_leads_to_an_article(kind: str, code: str, article: Article) -> None:  # noqa: ARG001
    targets = [urlsplit(target).path for target in re.findall(r"\]\(([^)]+)\)", article.text)]
    slugs = [path.removeprefix("/help/") for path in targets if path.startswith("/help/")]
    assert [slug for slug in slugs if article_of(HELP, code, slug) is None] == []


def test_every_fact_is_named_by_an_article() -> None:
    named = {name for _, _, article in EVERY for name in re.findall(r"\{(\w+)\}", article.text)}
    assert named == set(facts("en"))


def test_braces_round_other_words_stay_as_they_are() -> None:
    text = "{usual} {unknown} { {} {operator_name.__class__} {0}"
    article = Article(slug="terms", head=ArticleHead(title="T", summary="S"), text=text, language="en")
    assert article.filled({"usual": "30 minutes"}) == text.replace("{usual}", "30 minutes")


def own_text(language: str) -> LegalText:
    head = ArticleHead(title=f"Terms in {language}", summary="S")
    return LegalText(page="terms", language=language, head=head, text="## Ours")


@pytest.mark.parametrize(
    ("written", "reader", "shown"),
    [
        (("en", "fr"), "fr", "fr"),
        (("en", "fr"), "ar", "en"),
        (("de", "fr"), "ar", "de"),
        (("de",), "en", "de"),
    ],
)
def test_an_own_text_is_shown_in_the_nearest_language(written: tuple[str, ...], reader: str, shown: str) -> None:
    article = legal_article_of([own_text(one) for one in written], reader, "terms")
    assert article is not None
    assert (article.title, article.language) == (f"Terms in {shown}", shown)


@pytest.mark.parametrize("code", CODES)
def test_a_page_without_an_own_text_is_that_of_the_release(code: str) -> None:
    assert legal_article_of([own_text("en")], code, "privacy") == article_of(LEGAL, code, "privacy")


def test_facts_are_written_in_the_readers_language_and_digits() -> None:
    english, french, arabic = facts("en"), facts("fr"), facts(ARABIC_DIGITS)
    assert (english["commission_standard"], english["usual"]) == ("30%", "30 minutes")
    assert (english["rating_window"], english["idle_limit"], english["pay_within"]) == (
        "2 days",
        "24 hours",
        "30 minutes",
    )
    assert french["rating_window"] == "2\xa0jours"
    assert arabic["furthest_ahead"].startswith("٣٦٥")


def test_gaps_of_the_operator_are_marked_and_facts_are_plain_text() -> None:
    gaps = facts("en", InformationSettings())
    assert gaps["operator_name"] == "**[To be filled in by the operator: name of the operator]**"
    shown = render_markdown(facts("en")["operator_name"])
    assert shown.html == "<p>Quiet *Ltd*</p>\n"


def test_markdown_lets_no_html_and_no_picture_through() -> None:
    shown = render_markdown("<script>alert(1)</script>\n\n<b>x</b> ![y](/z.png) [w](javascript:alert)")
    assert "<script" not in shown.html
    assert "<b>" not in shown.html
    assert "<img" not in shown.html
    assert "javascript:alert" not in re.findall(r'href="([^"]*)"', shown.html)


def test_links_to_public_pages_keep_the_language_of_the_address() -> None:
    shown = render_markdown(
        "[a](/help) [b](/account/data) [c](/companions) [d](/companion/hours)", "/fr", is_companion=True
    )
    assert re.findall(r'href="([^"]+)"', shown.html) == [
        "/fr/help",
        "/account/data",
        "/fr/companions",
        "/companion/hours",
    ]


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/companion", "/companion/application"),
        ("/companion/hours#week", "/companion/application"),
        ("/companion?x=1", "/companion/application"),
        ("/companion/application", "/companion/application"),
        ("/companions", "/fr/companions"),
        ("/companions/1", "/fr/companions/1"),
        ("/account/companion/x", "/account/companion/x"),
    ],
)
def test_a_reader_who_is_no_companion_is_led_to_the_application(address: str, other: str) -> None:
    shown = render_markdown(f"[a]({address})", "/fr")
    assert re.findall(r'href="([^"]+)"', shown.html) == [other]


def test_two_headings_of_the_same_words_have_different_ids() -> None:
    shown = render_markdown("## Après\n\n## Après\n\n## ؟")
    assert [heading.anchor for heading in shown.headings] == ["apres", "apres-1", "part"]


@pytest.mark.parametrize(
    ("code", "query", "slug"),
    [
        ("en", "REFUND", "cancelling-and-refunds"),
        ("en", "screen reader", "accessibility-and-keyboard"),
        ("fr", "reputation etoiles", "ratings-and-reputation"),
        ("fr", "lecteur d'ecran", "accessibility-and-keyboard"),
        ("ar", "سهولة الوُصول", "accessibility-and-keyboard"),
        ("ar", "العموله", "earnings-and-fees"),
    ],
)
def test_a_search_finds_the_article_first_in_any_spelling(code: str, query: str, slug: str) -> None:
    assert found_articles(code, query)[0].slug == slug


def test_a_search_needs_all_words_and_a_blank_one_finds_all() -> None:
    assert found_articles("en", "refund zebra") == ()
    assert found_articles("en", "\u0301") == ()
    assert found_articles("en", "  ") == articles(HELP, "en")


def test_an_article_without_a_proper_head_is_refused() -> None:
    for source in ("text", "+++\ntitle = 'x'\n+++\ny", "early\n+++\ntitle = 'x'\nsummary = 'z'\n+++\ny"):
        with pytest.raises(ValueError, match=r"."):
            parse_article("broken", source)
