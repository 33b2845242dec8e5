"""Every email in every language: complete sentences, no undefined value, and names with special characters."""

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hushroom_adapters.i18n.emails import TemplateEmailRenderer
from hushroom_adapters.i18n.emails.languages import CODES, LANGUAGES, language_for
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage, RenderedEmail
from tests.support.builders import an_id

URL = "https://hushroom.test"
ABOUT_SESSIONS = {EmailKind.BOOKING_CONFIRMATION, EmailKind.SESSION_COMPLETED, EmailKind.HOLD_LAPSED}
WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
TOKEN = "a-Token_of+43/characters="
PAGES = {
    EmailKind.VERIFY_EMAIL: f"{URL}/verify-email?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.RESET_PASSWORD: f"{URL}/reset-password?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.EMAIL_CHANGE_UNDONE: f"{URL}/reset-password?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.CONFIRM_EMAIL_CHANGE: f"{URL}/confirm-email-change?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.UNDO_EMAIL_CHANGE: f"{URL}/undo-email-change?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.RECOVERY_ASKED: f"{URL}/stop-recovery?token=a-Token_of%2B43%2Fcharacters%3D",
    EmailKind.ACCOUNT_DELETED: f"{URL}/come-back?token=a-Token_of%2B43%2Fcharacters%3D",
}
LEFT_OVERS = re.compile(r"\{\{|\}\}|\{%|None|Undefined|\{[a-z]+\}")


def a_letter(kind: EmailKind, language: str = "en", **facts: Any) -> EmailMessage:
    session = {"sessionId": str(an_id()), "type": "FOCUS", "minutes": 30, "when": WHEN, "other": "Robin"}
    link = {"token": TOKEN}
    device = {"device": "Firefox, Linux", "network": "192.0.2.0/24", "when": WHEN}
    about: dict[EmailKind, dict[str, Any]] = {
        **dict.fromkeys(ABOUT_SESSIONS, session),
        **dict.fromkeys(PAGES, link),
        EmailKind.NEW_DEVICE: device,
    }
    return EmailMessage(
        key="a.key",
        kind=kind,
        user_id=an_id(),
        to="kim@hushroom.test",
        language=language,
        facts={"name": "Kim", **about.get(kind, {}), **facts},
    )


RENDERER = TemplateEmailRenderer(URL)


def words(email: EmailMessage) -> RenderedEmail:
    return RENDERER.render(email)


class Reader(HTMLParser):
    """Collects the text of an HTML page and checks that every element is closed."""

    VOID = frozenset({"meta", "br", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.said.append(data)


def plainly(text: str) -> str:
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", EmailKind)
@pytest.mark.parametrize("facts", [{}, {"name": None}, {"name": None, "when": None, "other": None}])
def test_every_letter_is_written_in_every_language(kind: EmailKind, language: str, facts: dict[str, Any]) -> None:
    found = words(a_letter(kind, language, **facts))
    assert found.subject
    assert "\n" not in found.subject
    for text in (found.subject, found.text, found.html):
        assert not LEFT_OVERS.search(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))
    page = Reader(found.html)
    url = PAGES.get(kind, URL)
    assert page.links == [url]
    assert f": {url}\n" in found.text


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", EmailKind)
def test_the_plain_text_says_what_the_page_says(kind: EmailKind, language: str) -> None:
    found = words(a_letter(kind, language))
    text = plainly(found.text)
    said = [plainly(part) for part in Reader(found.html).said]
    assert all(part in text for part in said if part)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("session_type", SessionType)
def test_every_kind_of_session_has_a_name(language: str, session_type: SessionType) -> None:
    found = words(a_letter(EmailKind.BOOKING_CONFIRMATION, language, type=session_type.value))
    assert LANGUAGES[language].session_types[session_type.value] in found.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Monday, 2 March 2026, 09:30 (Europe/Paris)"),
        ("fr", "lundi 2 mars 2026, 09:30 (Europe/Paris)"),
        ("ar", "الاثنين 2 مارس 2026، الساعة 09:30 (Europe/Paris)"),
    ],
)
def test_the_time_is_the_readers_own_with_its_zone(language: str, said: str) -> None:
    assert said in words(a_letter(EmailKind.BOOKING_CONFIRMATION, language)).text


def test_languages_differ_in_every_letter() -> None:
    for kind in EmailKind:
        assert len({words(a_letter(kind, language)).subject for language in CODES}) == len(CODES)


def test_every_language_has_the_same_words_to_say() -> None:
    english = LANGUAGES["en"]
    for language in LANGUAGES.values():
        assert language.frame.keys() == english.frame.keys()
        assert language.emails.keys() == {kind.value for kind in EmailKind}
        assert (len(language.weekdays), len(language.months)) == (7, 12)


def test_arabic_is_written_from_right_to_left() -> None:
    found = words(a_letter(EmailKind.WELCOME, "ar"))
    assert '<html lang="ar" dir="rtl">' in found.html
    assert "text-align:right" in found.html
    assert "\u2068Kim\u2069" in found.text


@pytest.mark.parametrize(("tag", "code"), [("fr-CA", "fr"), ("AR_eg", "ar"), ("de", "en"), ("", "en"), ("en", "en")])
def test_a_language_that_nobody_wrote_in_yet_becomes_english(tag: str, code: str) -> None:
    assert language_for(tag).code == code


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a"b&c', "{{ 7 * 7 }}", "{% raw %}", "{name}"])
def test_a_name_is_only_ever_a_name(name: str) -> None:
    found = words(a_letter(EmailKind.BOOKING_CONFIRMATION, name=name, other=name))
    assert found.text.count(name) == 2
    assert "<script" not in found.html
    assert plainly("".join(Reader(found.html).said)).count(name) == 2


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_token_can_be_copied_out_of_a_letter(kind: EmailKind, language: str) -> None:
    found = words(a_letter(kind, language))
    assert f": {TOKEN}\n" in found.text
    assert TOKEN in Reader(found.html).said
