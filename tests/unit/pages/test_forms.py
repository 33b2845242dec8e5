"""Forms: what a browser sent, and how it is shown again after a refusal."""

from datetime import UTC, datetime

import pytest

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.shared.errors import FieldProblem, ValidationFailed
from hushroom_domain.shared.limits import Range
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.text import Text
from hushroom_domain.shared.time import zone_of
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.problem_words import pattern_of
from hushroom_http.pages.resent_forms import unpacked

PARIS = zone_of("Europe/Paris")
ENGLISH, FRENCH = PageLanguage("en", "en"), PageLanguage("fr", "fr")
FORM = Form(
    (
        Field(name="title", label="Title", limit=Text(min=1, max=20)),
        Field(name="count", label="Count", kind="number", limit=Range(min=1, max=9)),
        Field(name="password", label="Password", kind="password"),
    )
)


def sent(**values: str) -> Submission:
    return Submission({name: [value] for name, value in values.items()})


def test_a_field_takes_its_bounds_from_its_limit() -> None:
    assert (FORM.of("title").maximum, FORM.of("count").minimum, FORM.of("count").maximum) == (20, 1, 9)


def test_a_browser_is_told_about_limits_and_purpose() -> None:
    assert FORM.of("title").attributes == ' dir="auto" maxlength="20" required'
    assert FORM.of("count").attributes == ' max="9" min="1" inputmode="numeric" required'
    email = Field(name="email", label="Address", kind="email", is_required=False, autocomplete="email")
    assert email.attributes == ' autocomplete="email"'


def test_a_refused_form_keeps_what_was_typed_but_passwords() -> None:
    refusal = ValidationFailed(
        "no", problems=(FieldProblem("title", "must not be empty"), FieldProblem("slots.0", "is odd"))
    )
    form = FORM.refused(sent(title="x", password="Password123!"), refusal)
    assert (form.value("title"), form.value("password")) == ("x", "")
    assert form.problem("title") == "must not be empty"
    assert [problem.field for problem in form.other_problems] == ["slots.0"]
    assert form.has_problems


def test_an_error_without_fields_belongs_to_the_whole_form() -> None:
    form = FORM.refused(sent(title="x"), EmailTaken())
    assert isinstance(form.refusal, EmailTaken)
    assert form.problem("title") == ""


def test_a_problem_of_a_part_is_shown_at_its_field() -> None:
    form = Form((Field(name="slots", label="Hours"),))
    refused = form.refused(sent(), ValidationFailed("no", problems=(FieldProblem("slots.0.startTime", "is odd"),)))
    assert refused.problem("slots") == "is odd"


def test_texts_lose_their_outer_spaces_and_passwords_do_not() -> None:
    values = sent(title="  a\r\nb ", password=" x ")
    assert (values.text("title"), values.typed("password"), values.optional("none")) == ("a\nb", " x ", None)


def test_words_are_separated_by_commas_of_two_scripts_and_by_lines() -> None:
    assert sent(tags="tax, writing،قراءة\nhome,,").words("tags") == ("tax", "writing", "قراءة", "home")


@pytest.mark.parametrize("value", ["12", "١٢", "۱۲"])
def test_numbers_may_be_typed_in_three_sets_of_digits(value: str) -> None:
    assert sent(count=value).number("count") == 12


@pytest.mark.parametrize("value", ["12.5", "12,50", "١٢\u066b\u0665"])
def test_amounts_may_be_typed_as_languages_write_them(value: str) -> None:
    assert sent(amount=value).money("amount") == Money(1250)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "must not be empty"),
        ("ten", "must be a number"),
        ("-1", "must be a number"),
        ("1e3", "must be a number"),
        ("NaN", "must be a number"),
        ("1,000.50", "must be a number"),
        ("1,000", "must have at most two decimals"),
        ("9" * 30, "is out of range"),
    ],
)
def test_an_amount_that_could_be_read_in_two_ways_is_refused(value: str, words: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        sent(amount=value).money("amount")
    assert refused.value.problems == (FieldProblem("amount", words),)


@pytest.mark.parametrize(
    ("call", "value"),
    [("number", "x"), ("number", ""), ("day", "31.12."), ("clock", "25:00"), ("uuid", "1"), ("uuid", "")],
)
def test_a_wrong_value_names_its_field(call: str, value: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        getattr(sent(it=value), call)("it")
    assert [problem.field for problem in refused.value.problems] == ["it"]


def test_a_choice_is_one_of_the_choices() -> None:
    assert sent(kind="FOCUS").one_of("kind", SessionType) is SessionType.FOCUS
    with pytest.raises(ValidationFailed):
        sent(kind="NAP").one_of("kind", SessionType)


def test_a_local_time_follows_the_rules_of_its_day() -> None:
    assert sent(at="2026-03-28T10:00").moment("at", PARIS) == datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    assert sent(at="2026-03-30T10:00").moment("at", PARIS) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
    assert sent(at="2026-10-25T02:30").moment("at", PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationFailed, match="clocks go forward"):
        sent(at="2026-03-29T02:30").moment("at", PARIS)


def test_required_fields_are_named_together() -> None:
    with pytest.raises(ValidationFailed) as refused:
        sent(title=" ").required("title", "count")
    assert [problem.field for problem in refused.value.problems] == ["title", "count"]


def test_numbers_of_a_message_become_placeholders() -> None:
    assert pattern_of("must be at most 2000 characters long") == "must be at most {0} characters long"
    assert pattern_of("must be 1 to 100") == "must be {0} to {1}"


@pytest.mark.parametrize(
    ("typed", "zone"), [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:59", "America/New_York")]
)
def test_a_time_beyond_the_calendar_is_refused(typed: str, zone: str) -> None:
    with pytest.raises(ValidationFailed):
        Submission({"when": [typed]}).moment("when", zone_of(zone))


@pytest.mark.parametrize("typed", ["2030-05-06T09:30+02:00", "2030-05-06T09:30Z"])
def test_a_local_time_has_no_zone_of_its_own(typed: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        sent(it=typed).moment("it", PARIS)
    assert [problem.field for problem in refused.value.problems] == ["it"]


def test_a_time_of_day_has_no_zone() -> None:
    with pytest.raises(ValidationFailed) as refused:
        sent(it="09:30+02:00").clock("it")
    assert [problem.field for problem in refused.value.problems] == ["it"]


HALVES = [r'[["a", "\ud800"]]', r'[["\udfff", "a"]]']
"""JSON with halves of characters, which no page can be written with."""


@pytest.mark.parametrize("packed", ["[" * 50_000, "5", "null", "[1]", '{"a": 1}', "not JSON", *HALVES])
def test_what_is_no_form_is_not_sent_again(packed: str) -> None:
    assert unpacked(Submission({"again_path": ["/home"], "again": [packed]})) is None


def test_choices_are_escaped_and_translated_with_the_chosen_one_selected() -> None:
    options = (Option("", "any"), Option("a", 'A "1"', is_translated=False), Option("<b>", "any", is_translated=False))
    field = Field(name="zone", label="Zone", kind="select", options=options)
    assert field.choices(("<b>",), ENGLISH) == (
        '<option value="">any</option>\n'
        '<option value="a">A &#34;1&#34;</option>\n<option value="&lt;b&gt;" selected>any</option>'
    )
    assert field.choices(("",), FRENCH) == (
        '<option value="" selected>tous</option>\n'
        '<option value="a">A &#34;1&#34;</option>\n<option value="&lt;b&gt;">any</option>'
    )
    assert field.choices(("nothing of it",), ENGLISH).count("selected") == 0


def test_a_choice_that_is_sent_as_it_is_shown_has_no_value_of_its_own() -> None:
    shown = [Option(text, text, is_translated=False) for text in ("UTC", "<b>", " two  spaces", "")]
    field = Field(name="zone", label="Zone", kind="select", options=(*shown, Option("en", "UTC", is_translated=False)))
    assert field.choices(("UTC",), ENGLISH) == (
        "<option selected>UTC</option>\n<option>&lt;b&gt;</option>\n"
        '<option value=" two  spaces"> two  spaces</option>\n<option></option>\n<option value="en">UTC</option>'
    )
