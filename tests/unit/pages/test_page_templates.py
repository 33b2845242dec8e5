"""The templates of a language: words are translated when a template is compiled, and nothing else changes."""

import gc
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from hushroom_http.pages.assets import asset
from hushroom_http.pages.languages import ARABIC_DIGITS, NAMES, PSEUDO, PageLanguage, language_of
from hushroom_http.pages.page_templates import PageTemplates, page_templates
from tests.support.existing import existing

LANGUAGES = [existing(language_of(tag)) for tag in (*NAMES, PSEUDO)]
FRENCH = PageLanguage("fr", "fr")
VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.none(),
    st.text().map(Markup.escape),
    st.sampled_from(["<b>", "&amp;", "100 %", "%(n)s"]),
)
PART = DictLoader(
    {
        "part": "{% macro shown(words, more='') %}<i>{{ _('Save') }}{{ words }}{{ more }}{{ value }}"
        "</i>{% endmacro %}{% macro around(words) %}<b>{{ _('Save') }}{{ words }}{{ caller() }}</b>{% endmacro %}"
    }
)
"""Macros that a template imports; one reads the fact `value` of the template."""
PIECES = (
    '{{ _("Save") }}',
    '{{ _("Save")|upper }}',
    '<a title="{{ _("Save") }}">',
    '{{ _("%(city)s time", city=value) }}',
    '{{ _("%(start)s to %(end)s", start=value, end=other) }}',
    '{{ _("100 %% of %(city)s time, %(city)s", city=value) }}',
    '{{ "x" ~ _("%(city)s time", city=value) }}',
    "{{ _(word) }}",
    "{{ _(pattern, city=value) }}",
    '{{ _("Save") if value else _("Help") }}',
    '{{ _("Save") ~ value }}',
    '{{ {"one": _("Save")}["one"] }}',
    '{{ ngettext("%(num)s free hour", "%(num)s free hours", count, num=other) }}',
    '{{ ngettext("%(num)s minute", "%(num)s minutes", count, num=value) }}',
    "{% trans %}Save{% endtrans %}",
    "{% trans city=value %}{{ city }} time{% endtrans %}",
    "{{ value }}",
    '{% from "part" import shown with context %}{{ shown(value) }}{{ shown(_("Save"), more=other) }}',
    '{% import "part" as part with context %}{% call part.around("x") %}{{ value }}{% endcall %}',
    "{% for one in [value, other] %}{{ loop.index }}{{ one }}{{ _(word) }}{% endfor %}",
    "{{ value.__class__.__name__|length }}",
)


def plain(language: PageLanguage) -> Environment:
    """Returns templates as Jinja makes them, which look each text up while a page is written."""
    made = Environment(
        loader=PART,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = language.catalogue
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def ours(language: PageLanguage) -> PageTemplates:
    made = PageTemplates(language)
    made.loader = PART
    return made


PLAIN = {language: plain(language) for language in LANGUAGES}
OURS = {language: ours(language) for language in LANGUAGES}


@given(
    language=st.sampled_from(LANGUAGES),
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    value=VALUES,
    other=VALUES,
    count=st.integers(0, 200),
    word=st.sampled_from(["Save", "Help", "no text of a catalogue"]),
    pattern=st.sampled_from(["%(city)s time", "In %(city)s, in no catalogue"]),
)
def test_a_template_says_the_same_as_one_that_looks_its_texts_up(
    language: PageLanguage, pieces: list[str], **facts: Any
) -> None:
    source = "\n".join(pieces)
    written, expected = (one[language].from_string(source).render(facts) for one in (OURS, PLAIN))
    assert written == expected


@pytest.mark.parametrize(
    ("tag", "count", "words"),
    [
        ("en", 1, "1 companion"),
        ("en", 1234, "1,234 companions"),
        ("ar", 0, "لا مرافقين"),
        ("ar", 3, "3 مرافقين"),
        (ARABIC_DIGITS, 3, "٣ مرافقين"),
        (ARABIC_DIGITS, 23, "٢٣ مرافقًا"),
    ],
)
def test_a_number_in_a_sentence_is_written_as_its_reader_writes_it(tag: str, count: int, words: str) -> None:
    source = '{{ ngettext("%(num)s companion", "%(num)s companions", count) }}'
    assert page_templates(existing(language_of(tag))).from_string(source).render(count=count) == words


class Fact:
    """A fact of one page."""


def test_the_facts_of_a_page_end_with_it() -> None:
    whole = OURS[FRENCH].from_string("\n".join(PIECES))
    value = Fact()
    end = weakref.ref(value)
    gc.disable()  # because a cycle of objects would keep the fact until the collector runs
    try:
        whole.render(value=value, other="", count=1, word="Save", pattern="%(city)s time")
        del value
        assert end() is None
    finally:
        gc.enable()


def test_a_macro_is_called_with_the_arguments_that_it_names() -> None:
    with pytest.raises(TypeError, match="others"):
        OURS[FRENCH].from_string('{% import "part" as part with context %}{{ part.shown("x", others=1) }}').render()


@pytest.mark.parametrize("rest", ["varargs", "kwargs"])
def test_a_macro_takes_no_arguments_without_names(rest: str) -> None:
    with pytest.raises(AssertionError, match="names its arguments"):
        OURS[FRENCH].from_string(f"{{% macro one() %}}{{{{ {rest} }}}}{{% endmacro %}}")


def test_a_text_of_a_template_is_a_part_of_its_code() -> None:
    code = page_templates(FRENCH).compile('<p>{{ _("Save") }}</p>', raw=True)
    assert "'<p>Enregistrer</p>'" in code


def test_the_address_of_a_file_is_a_part_of_the_code() -> None:
    code = page_templates(FRENCH).compile('<img src="{{ asset("icons/icon.svg") }}">', raw=True)
    assert f"""'<img src="{asset("icons/icon.svg")}">'""" in code


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_every_template_is_compiled_without_a_text_to_look_up(language: PageLanguage) -> None:
    templates = page_templates(language)
    assert templates.loader is not None
    for name in templates.list_templates():
        code = templates.compile(templates.loader.get_source(templates, name)[0], name, raw=True)
        assert "resolve('gettext')" not in code, name


def test_no_function_asks_for_the_context_of_a_template_because_it_would_not_get_it() -> None:
    functions = page_templates(FRENCH).globals
    assert {"_", "ngettext", "asset"} <= functions.keys()
    assert [name for name, one in functions.items() if hasattr(one, "jinja_pass_arg")] == []


@pytest.mark.parametrize("expression", ["missing", "missing()", "missing.member", "_(missing)"])
def test_a_fact_that_is_missing_is_an_error(expression: str) -> None:
    with pytest.raises(UndefinedError):
        page_templates(FRENCH).from_string(f"{{{{ {expression} }}}}").render()
