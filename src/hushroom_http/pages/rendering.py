"""Renders pages in the language that the reader's browser asks for."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response

Words = Mapping[str, Any]
LANGUAGES = ("en", "fr", "ar")
HTML = "text/html"
MOST_RANGES = 20
"""The number of language ranges of a browser that are read."""


@frozen(kw_only=True)
class Form:
    """The form of a page: its address, its token, and the text of its button."""

    action: str
    token: str
    button: str
    asks_password: bool = False


def language_of(accepted: str) -> str:
    """Returns the language that an `Accept-Language` field prefers among those with words; English without one."""
    ranges = (part.partition(";q=") for part in accepted.replace(" ", "").lower().split(",")[:MOST_RANGES])
    weighed = [(_weight(weight), tag.partition("-")[0]) for tag, _, weight in ranges]
    known = [(weight, tag) for weight, tag in weighed if tag in LANGUAGES and weight > 0]
    return max(known, key=lambda one: one[0], default=(0, LANGUAGES[0]))[1]


@cache
def words_in(language: str) -> Words:
    """Returns the words of all pages in one language."""
    return tomllib.loads(files(__package__).joinpath("words", f"{language}.toml").read_text(encoding="utf-8"))


def page(
    language: str, *, title: str, text: str = "", problem: str = "", form: Form | None = None, status: int = 200
) -> Response[bytes]:
    """Returns a page as a response."""
    template = _templates().get_template("page.html")
    words = words_in(language)
    html = template.render(language=language, words=words, title=title, text=text, problem=problem, form=form)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(html.encode(), status_code=status, media_type=HTML, headers=headers)


@cache
def style() -> bytes:
    """Returns the style sheet of the pages."""
    return files(__package__).joinpath("page.css").read_bytes()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("hushroom_http", "pages"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _weight(given: str) -> float:
    """Returns the weight of a language range: 1 without a weight, 0 if it is no number."""
    try:
        return float(given) if given else 1.0
    except ValueError:
        return 0.0
