"""The fields of the forms of a page, as its HTML tells them, and bad values for each kind of field."""

from collections.abc import Iterator
from html.parser import HTMLParser

from attrs import define, field, frozen

WRITTEN = frozenset({"text", "search", "textarea"})
"""The kinds of fields into which people write freely."""
TYPED = WRITTEN | {"email", "password", "number", "date", "time", "datetime-local"}
CHOSEN = frozenset({"select", "radio"})
NOT_OFFERED = "none of them"
INVISIBLE = ("a\x00b", "a\x1b[31mb", "a\u202eb", "\u2066\u200b")
"""Control characters, characters that turn the direction of others, and a text without anything to see."""


@frozen(kw_only=True)
class FormField:
    """One field: the kind is a type of HTML's `input`, or `select` or `textarea`; the bounds are those in the HTML."""

    name: str
    kind: str
    value: str = ""
    longest: int | None = None
    smallest: int | None = None
    largest: int | None = None
    is_required: bool = False

    @property
    def bad_values(self) -> Iterator[str]:
        """Yields values that the form must refuse at this field."""
        if self.is_required:
            yield ""
        if self.longest is not None:
            yield "x" * (self.longest + 1)
        if self.kind in WRITTEN and self.longest is not None:
            yield from INVISIBLE
        if self.kind in CHOSEN:
            yield NOT_OFFERED
        if self.kind == "email":
            yield "no address"
        if self.kind == "number":
            yield from ("many", "1e3", "9" * 5_000)
            yield from (str(bound) for bound in (self._below, self._above) if bound is not None)
        if self.kind in {"date", "time", "datetime-local"}:
            yield from ("yesterday", "2026-02-30", "25:61", "99999-01-01T00:00", "2026-02-30T09:00")

    @property
    def _below(self) -> int | None:
        return None if self.smallest is None else self.smallest - 1

    @property
    def _above(self) -> int | None:
        return None if self.largest is None else self.largest + 1


@define
class WrittenForm:
    """One form of the page `page`; a radio button without a choice is a field without a value."""

    page: str
    method: str
    action: str
    fields: dict[str, FormField] = field(factory=dict)

    @property
    def visible(self) -> Iterator[FormField]:
        return (one for one in self.fields.values() if one.kind not in {"hidden", "checkbox"})


class FieldReader(HTMLParser):
    """Collects the forms of one page with their fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self.forms: list[WrittenForm] = []
        self._form: WrittenForm | None = None
        self._open: FormField | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = WrittenForm(self._page, given.get("method", "get"), given.get("action", self._page))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and given.get("type") not in {"submit", "button"}:
            self._input(given)
        elif tag in {"textarea", "select"}:
            self._open, self._text = _field(given, tag, ""), ""
            self._keep(self._open)
        elif tag == "option" and self._open and (not self._text or "selected" in given):
            self._text = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.kind == "textarea":
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._open is not None and tag == self._open.kind:
            given = {"name": self._open.name, "maxlength": str(self._open.longest or "")}
            self._keep(_field(given, tag, self._text.removeprefix("\n")))
            self._open = None

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        is_open = kind in {"radio", "checkbox"} and "checked" not in given
        if not is_open or (self._form is not None and name not in self._form.fields):
            self._keep(_field(given, kind, "" if is_open else given.get("value", "")))

    def _keep(self, one: FormField) -> None:
        if self._form is not None and one.name:
            self._form.fields[one.name] = one


def _field(given: dict[str, str], kind: str, value: str) -> FormField:
    return FormField(
        name=given.get("name", ""),
        kind=kind,
        value=value,
        longest=_bound(given, "maxlength"),
        smallest=_bound(given, "min"),
        largest=_bound(given, "max"),
        is_required="required" in given,
    )


def _bound(given: dict[str, str], name: str) -> int | None:
    return int(given[name]) if given.get(name, "").lstrip("-").isdecimal() else None


def forms_of(page: str, html: str) -> list[WrittenForm]:
    """Returns the forms of a page."""
    reader = FieldReader(page)
    reader.feed(html)
    return reader.forms
