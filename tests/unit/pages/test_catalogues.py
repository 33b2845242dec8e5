"""The catalogues hold every text of the pages in every language, in all plural forms, with the same placeholders."""

import re

import pytest
from babel import Locale

from hushroom_adapters.i18n.pages.catalogues import (
    CODES,
    FALLBACK,
    catalogue,
    entries,
    forms_of,
    messages,
    plural_forms,
    pseudo,
    sources,
)
from tests.support.page_words import PLACEHOLDER, PROBLEMS, TRANSLATED, Source, texts

OTHER_WORDS = {
    "fr": {"courriel": "e-mail", "pièce": "salle", "but": "objectif", "session": "séance", "débité": "prélevé"},
    "ar": {
        "كلمة السر": "كلمة المرور",
        "كلمة سر": "كلمة مرور",
        "الطالب": "طالب الجلسة",
        "خُصم": "سُحب",
        "يُخصم": "يُسحب",
        "المخطط": "المقرر",
        "بنكك": "مصرفك",
    },
}
"""Words that the pages say in another way, because one thing has one word."""
ALLOWED = {"rien ne sera débité deux fois", "trop petit pour être débité"}
every_language = pytest.mark.parametrize("code", TRANSLATED)


def placeholders(text: str) -> list[str]:
    return sorted("".join(found) for found in PLACEHOLDER.findall(text))


@every_language
def test_every_text_of_the_pages_is_translated_and_no_other(code: str) -> None:
    files = {file.name.removesuffix(".po"): file for file in sources(code)}
    stored = {
        feature: {Source(*entry.id) if isinstance(entry.id, tuple) else Source(str(entry.id)) for entry in found}
        for feature, found in ((name, messages(file, code)) for name, file in files.items() if name != PROBLEMS)
    }
    assert stored == {feature: set(wanted) for feature, wanted in texts().items()}


@every_language
def test_no_translation_is_empty_or_uncertain(code: str) -> None:
    for entry in entries(code):
        assert all(form.strip() for form in forms_of(entry)), entry.id
        assert not entry.fuzzy, entry.id


@every_language
def test_a_count_has_all_plural_forms_of_the_language(code: str) -> None:
    expected = len(plural_forms(Locale(code)))
    counted = [entry for entry in entries(code) if isinstance(entry.id, tuple)]
    assert counted
    assert [entry.id for entry in counted if len(forms_of(entry)) != expected] == []


@every_language
def test_a_translation_uses_the_placeholders_of_its_text(code: str) -> None:
    for entry in entries(code):
        if isinstance(entry.id, str):
            assert placeholders(str(entry.string)) == placeholders(entry.id), entry.id
        else:
            allowed = {name for text in entry.id for name in placeholders(text)}
            assert {name for form in forms_of(entry) for name in placeholders(form)} <= allowed, entry.id


@every_language
def test_one_text_has_one_translation(code: str) -> None:
    found: dict[object, set[object]] = {}
    for entry in entries(code):
        found.setdefault(entry.id, set()).add(forms_of(entry))
    assert {key: words for key, words in found.items() if len(words) > 1} == {}


@every_language
def test_one_thing_has_one_word(code: str) -> None:
    said = [form for entry in entries(code) for form in forms_of(entry) if not any(one in form for one in ALLOWED)]
    found = {(word, form) for word in OTHER_WORDS[code] for form in said if re.search(rf"\b{word}\b", form.lower())}
    assert found == set()


def test_french_has_the_apostrophe_of_printers() -> None:
    assert [form for entry in entries("fr") for form in forms_of(entry) if "'" in form] == []


@pytest.mark.parametrize(
    ("count", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (102, 5)]
)
def test_arabic_has_six_forms(count: int, form: int) -> None:
    arabic = catalogue("ar")
    (entry,) = [entry for entry in entries("ar") if entry.id == ("%(num)s minute", "%(num)s minutes")]
    assert arabic.ngettext("%(num)s minute", "%(num)s minutes", count) == forms_of(entry)[form]


def test_english_texts_are_their_own_keys() -> None:
    english = catalogue(FALLBACK)
    assert english.gettext("Log in") == "Log in"
    assert [english.ngettext("one", "many", count) for count in (0, 1, 2)] == ["many", "one", "many"]
    assert set(TRANSLATED) == set(CODES) - {FALLBACK}


def test_the_pseudo_locale_changes_all_but_placeholders() -> None:
    assert pseudo("Hello %(name)s, today") == "Héllö %(name)s, tödäý ~ ~ ~"
