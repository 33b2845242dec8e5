"""French texts have the spaces of printers: narrow before ; ? and !, wide before a colon and inside of guillemets.

Both are spaces at which no line breaks, so that no line begins with a mark.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hushroom_adapters.i18n.emails import TemplateEmailRenderer
from hushroom_adapters.i18n.emails.languages import LANGUAGES
from hushroom_adapters.i18n.pages.catalogues import entries, forms_of
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage
from tests.support.builders import an_id
from tests.support.source_files import ROOT

NARROW, WIDE = "\u202f", "\u00a0"
MARK = r"(?=[\s»)\"'<*]|$)"
"""The end of a mark that belongs to a sentence, and not to an address or a time."""
FAULT = re.compile(
    rf"(?<![{NARROW};?!(])[;?!]{MARK}"  # a mark in brackets, or after another one, has no space
    rf"|(?<![{WIDE}]):{MARK}"
    rf"|«(?!{WIDE})|(?<!{WIDE})»"
)
ENTITY = re.compile(r"&#?\w+;")
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")
"""Texts for programs: those that a person types, and the addresses of links."""
CONTENT = ROOT / "src" / "hushroom_http" / "pages" / "content"
PUSH = ROOT / "src" / "hushroom_adapters" / "i18n" / "push" / "words.toml"


def faults(text: str) -> list[str]:
    """Returns the marks with the wrong space, each with the text around it."""
    plain = CODE.sub(lambda found: "x" * len(found[0]), ENTITY.sub("x", text))
    return [plain[max(found.start() - 20, 0) : found.end() + 5] for found in FAULT.finditer(plain)]


def strings(value: object) -> Iterator[str]:
    """Yields every text in a table of words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in strings(one))


def test_the_catalogues_of_the_pages_have_the_spaces_of_printers() -> None:
    texts = [form for entry in entries("fr") for form in forms_of(entry)]
    assert len([text for text in texts if NARROW in text]) > 20
    assert [found for text in texts for found in faults(text)] == []


def test_the_words_of_emails_and_push_messages_have_them() -> None:
    emails = LANGUAGES["fr"].emails
    push = [kind["fr"] for kind in tomllib.loads(PUSH.read_text("utf-8")).values()]
    frame = {name: text for name, text in LANGUAGES["fr"].frame.items() if name != "colon"}
    texts = [*strings(dict(emails)), *strings(frame), *strings(push)]
    assert [found for text in texts for found in faults(text)] == []


@pytest.mark.parametrize("kind", [EmailKind.VERIFY_EMAIL, EmailKind.BOOKING_CONFIRMATION])
def test_the_colons_of_an_email_have_them_too(kind: EmailKind) -> None:
    facts = {"name": "Kim", "token": "a-token", "sessionId": str(an_id()), "type": "FOCUS", "minutes": 30}
    email = EmailMessage(key="key", kind=kind, user_id=an_id(), to="kim@hushroom.test", language="fr", facts=facts)
    text = TemplateEmailRenderer("https://hushroom.test").render(email).text
    assert f"{WIDE}: https://hushroom.test" in text
    assert faults(text) == []


@pytest.mark.parametrize("path", sorted(CONTENT.glob("*/fr/*.md")), ids=lambda path: path.stem)
def test_the_articles_and_statements_have_them(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text", ["Quoi ?", "Quoi?", "Oui!", "Un ; deux", "Un : deux", "Un: deux", "« oui »", "Fin\u00a0?"]
)
def test_a_plain_space_or_none_is_found(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Quoi{NARROW}?",
        f"Un{NARROW}; deux",
        f"Un{WIDE}: «{WIDE}deux{WIDE}»",
        "à 12:30",
        "voir https://hushroom.test/?a=1",
        "Tom &amp; Léa",
        "`{name}: value`",
    ],
)
def test_the_right_space_and_marks_that_are_none_of_a_sentence_pass(text: str) -> None:
    assert faults(text) == []
