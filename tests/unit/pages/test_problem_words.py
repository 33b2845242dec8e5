"""Every message of an error and of an invalid field that a page can show has words in all three languages."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import SearchStrategy

import hushroom_domain
import hushroom_http.pages
import hushroom_http.server
from hushroom_adapters.i18n.pages.catalogues import CODES, catalogue
from hushroom_adapters.memory.gateway.cards import DECLINED, NOT_AUTHENTICATED
from hushroom_adapters.stripe.mapping import NO_REASON
from hushroom_domain.identity.errors import TooYoung
from hushroom_domain.payments.errors import AmountTooSmall, PaymentDeclined, RequestRefused
from hushroom_domain.payments.policy import CALLED_OFF
from hushroom_domain.sessions.policy import TOO_MANY_OPEN
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_domain.shared.state_machine import IllegalTransition
from hushroom_http.pages.languages import ARABIC_DIGITS, PageLanguage, language_of
from hushroom_http.pages.problem_words import UNKNOWN_PROBLEM, pattern_of, problem_words, refusal_words
from tests.support.entrances import INPUTS
from tests.support.hypothesis_profiles import examples_divided_by
from tests.support.inputs import broken_fields, with_fields
from tests.support.page_words import PROBLEMS, file_of, stored
from tests.support.source_files import ROOT

every_language = pytest.mark.parametrize("code", CODES)
SOURCES = ROOT / "src"
PACKAGES = (hushroom_domain, hushroom_http.pages, hushroom_http.server)
OTHER_ERRORS = (
    "hushroom_adapters.postgres.core.errors",
    "hushroom_adapters.security.passwords",
    "hushroom_http.api_v1.identity.export_writer",
)
"""The other modules whose errors reach pages."""
NUMBERS = ("_LENGTH", "_BYTES")
"""The ends of the names of constants that are numbers."""
NOT_ON_PAGES = {
    "AddressRefused": "the mail server answers a worker",
    "AvatarNotOwn": "pages send pictures, not addresses",
    "ClientDisconnected": "nobody waits for the response",
    "HandshakeRefused": "realtime connections alone",
    "HeadTooLarge": "refused before it is known what was asked for",
    "MailUnavailable": "the mail server answers a worker",
    "MalformedHttp": "refused before it is known what was asked for",
    "NoticeNotSigned": "notices of providers alone",
    "OutsideAvatarRefused": "pages send pictures, not addresses",
    "ProofRefused": "the parent of the refusals of passwords",
    "PushRefused": "push services answer a worker",
    "PushSubscriptionGone": "push services answer a worker",
    "PushUnavailable": "push services answer a worker",
    "TooManyConnections": "refused before it is known what was asked for",
    "TooSlow": "refused before it is known what was asked for",
}
"""The errors that no page shows, and the reason."""
TEXTS = (*DECLINED.values(), NOT_AUTHENTICATED, NO_REASON, CALLED_OFF, TOO_MANY_OPEN)
"""The messages that errors take in place of those of their classes."""
BROKEN_FIELDS = [
    pytest.param(kind, name, values, id=f"{where}-{path}")
    for where, kind in INPUTS
    for name, (path, values) in broken_fields(kind)
    if not values.is_empty
]


def language(tag: str) -> PageLanguage:
    found = language_of(tag)
    assert found is not None
    return found


def keys(code: str) -> set[str]:
    return {str(entry.id) for entry in stored(file_of(code, PROBLEMS), code) if entry.id}


def errors() -> list[type[DomainError]]:
    """Returns the classes of all errors that reach the web."""
    for package in PACKAGES:
        import_all(package)
    for name in OTHER_ERRORS:
        importlib.import_module(name)
    homes = (*OTHER_ERRORS, *(f"{package.__name__}." for package in PACKAGES))
    return [kind for kind in descendants(DomainError) if kind.__module__.startswith(homes)]


def import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def descendants(kind: type[DomainError]) -> set[type[DomainError]]:
    return {kind}.union(*map(descendants, kind.__subclasses__()))


def literal_problems() -> Iterator[tuple[str, str]]:
    """Yields the place and the pattern of each message that the domain and the forms give to fields."""
    files = [*(SOURCES / "hushroom_domain").rglob("*.py"), SOURCES / "hushroom_http" / "pages" / "forms.py"]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            text = message_in(node)
            if text is not None and text.startswith(("must ", "is not ", "is too ", "does not exist")):
                yield f"{path.name}:{getattr(node, 'lineno', 0)}", pattern_of(text)


def message_in(node: ast.AST) -> str | None:
    """Returns a text of the sources, with 1 in place of constants; None for one that a function completes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # A text with a space at its end is a part of a longer message.
        return None if node.value.endswith(" ") else node.value
    if isinstance(node, ast.JoinedStr):
        holes = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        if all(isinstance(hole.value, ast.Name) and hole.value.id.endswith(NUMBERS) for hole in holes):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return None


def test_all_languages_have_the_same_messages() -> None:
    assert keys("en") == keys("fr") == keys("ar")


@pytest.mark.parametrize(("kind", "name", "values"), BROKEN_FIELDS)
def test_every_limit_has_words_for_each_value_that_it_refuses(
    kind: Any, name: str, values: SearchStrategy[Any]
) -> None:
    @examples_divided_by(3)
    @given(values)
    def refused(value: Any) -> None:
        with pytest.raises(ValidationFailed) as refusal:
            with_fields(kind, **{name: value}).validate()
        assert {pattern_of(problem.message) for problem in refusal.value.problems} <= keys("en")

    refused()


def test_every_message_about_a_field_in_the_sources_has_words() -> None:
    found = list(literal_problems())
    assert len(found) > 30
    assert [place for place, pattern in found if pattern not in keys("en")] == []


def test_every_error_that_a_page_can_meet_has_words() -> None:
    missing = {kind.__name__ for kind in errors() if pattern_of(kind.message) not in keys("en")}
    assert missing == {kind.__name__ for kind in errors() if kind.__name__ in NOT_ON_PAGES}


def test_every_error_left_out_exists() -> None:
    assert NOT_ON_PAGES.keys() <= {kind.__name__ for kind in errors()}


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_of_its_own_has_words(text: str) -> None:
    assert pattern_of(text) in keys("en")


@every_language
def test_words_are_sentences_and_name_no_field_of_the_api(code: str) -> None:
    for entry in stored(file_of(code, PROBLEMS), code):
        if entry.id:
            words = str(entry.string)
            assert words.endswith("."), words
            assert not any(part != part.lower() and part[0].islower() for part in words.split()), words


@every_language
def test_words_are_filled_with_the_numbers_of_their_message(code: str) -> None:
    for entry in stored(file_of(code, PROBLEMS), code):
        if entry.id:
            holes = [f"{{{number}}}" for number in range(9)]
            used = {hole for hole in holes if hole in str(entry.string)}
            assert used == {hole for hole in holes if hole in str(entry.id)}, entry.id


def test_a_problem_is_told_in_the_readers_language() -> None:
    message = "must be at most 2000 characters long"
    assert problem_words(message, language("en")) == "Use at most 2000 characters."
    assert problem_words(message, language("fr")) == "Utilisez 2000 caractères au plus."
    assert problem_words(message, language("ar")) == "عدد الأحرف الأقصى: 2000."
    assert problem_words(message, language(ARABIC_DIGITS)) == "عدد الأحرف الأقصى: ٢٠٠٠."


def test_an_unknown_problem_is_told_in_general_words() -> None:
    assert problem_words("must be blue", language("en")) == UNKNOWN_PROBLEM


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (TooYoung(), "Hushroom is for people of 18 years and older."),
        (AmountTooSmall(), "This amount is too small to be charged: the smallest is 0.50 EUR."),
        (PaymentDeclined("Your card has expired."), "The card has expired. Nothing was taken. Try another card."),
        (
            PaymentDeclined("A reason that nobody knew yet."),
            "The card was declined. Nothing was taken. Try another card, or ask your bank.",
        ),
        (
            RequestRefused("No such payment method: 'pm_1'"),
            "The payment service refused this. Check the payment before you try again.",
        ),
        (
            IllegalTransition("Cannot end: the status is COMPLETED"),
            "This is not possible at this stage. Load the page again to see how things stand.",
        ),
    ],
)
def test_an_error_is_told_by_its_message_or_else_by_its_class(refusal: DomainError, words: str) -> None:
    assert refusal_words(refusal, language("en")) == words


def test_the_catalogue_of_english_holds_messages_alone() -> None:
    assert catalogue("en").texts.keys() == keys("en")
