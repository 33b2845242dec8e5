"""The words of push messages, in every language."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hushroom_adapters.i18n.push import WordedPushRenderer
from hushroom_adapters.i18n.push.renderer import WORDS
from hushroom_adapters.memory.push import PlainPushRenderer
from hushroom_domain.notifications.catalogue import PUSHES
from hushroom_domain.notifications.events import PushKind
from hushroom_domain.notifications.model import PushMessage
from tests.support.builders import an_id

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC).astimezone(ZoneInfo("Europe/Paris"))


def message(kind: PushKind = PushKind.SESSION_BEGINS, language: str = "en") -> PushMessage:
    return PushMessage(kind=kind, session_id=an_id(), language=language, moment=MOMENT)


def test_every_kind_has_words_in_every_language() -> None:
    assert set(WORDS) == {kind.value for kind in PushKind} == {kind.value for kind in PUSHES}
    assert {frozenset(languages) for languages in WORDS.values()} == {frozenset({"en", "fr", "ar"})}
    assert {frozenset(words) for languages in WORDS.values() for words in languages.values()} == {
        frozenset({"title", "body"})
    }


@pytest.mark.parametrize("kind", PushKind)
def test_the_english_words_are_those_of_the_catalogue(kind: PushKind) -> None:
    assert WORDS[kind.value]["en"] == {"title": PUSHES[kind].title, "body": PUSHES[kind].body}


@pytest.mark.parametrize(
    ("language", "title", "direction"),
    [
        ("en", "Your session begins at 10:00 (Europe/Paris)", "ltr"),
        ("fr-CA", "Votre séance commence à 10:00 (Europe/Paris)", "ltr"),
        ("ar", "تبدأ جلستك عند \u206810:00 (Europe/Paris)\u2069", "rtl"),
        ("xx", "Your session begins at 10:00 (Europe/Paris)", "ltr"),
    ],
)
def test_a_message_is_in_the_language_and_zone_of_its_receiver(language: str, title: str, direction: str) -> None:
    shown = json.loads(WordedPushRenderer().render(message(language=language)))
    assert (shown["title"], shown["dir"]) == (title, direction)
    assert shown["lang"] in {"en", "fr", "ar"}


def test_a_message_names_the_page_of_its_session_and_replaces_its_forerunner() -> None:
    said = message(PushKind.COMPANION_READY)
    shown = json.loads(WordedPushRenderer().render(said))
    assert shown["url"] == f"/sessions/{said.session_id}"
    assert shown["tag"] == f"COMPANION_READY.{said.session_id}"


@pytest.mark.parametrize("kind", PushKind)
def test_the_plain_renderer_says_the_same_in_english(kind: PushKind) -> None:
    worded, plain = (json.loads(one.render(message(kind))) for one in (WordedPushRenderer(), PlainPushRenderer()))
    assert (worded["title"], worded["body"]) == (plain["title"], plain["body"])
