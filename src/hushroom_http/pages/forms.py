"""Forms of pages: their fields and values, and what a browser sent for them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from attrs import evolve, field, frozen

from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed, raise_for_fields
from hushroom_domain.shared.money import Money, money_of
from hushroom_domain.shared.time import LocalTimeMissing, utc_of_local
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.server.request import UnsupportedMediaType, WebRequest, media_type
from hushroom_http.server.uploads import MULTIPART, multipart_of

TAKES_FILES = "takes_files"
"""The name among the options of a route whose form may hold files."""
FORM = b"application/x-www-form-urlencoded"
MOST_FIELDS = 1_000
"""The number of fields of a form that are read; the hours of a companion have the most, four for each slot."""
FORM_ID = "form_id"
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
CENT_DIGITS = 2
"""More digits behind a point or a comma are refused, because they may be thousands."""
OWN_FIELDS = frozenset({FORM_ID, FORM_TOKEN})
"""The fields that the frame adds to every form."""
REQUIRED = "must not be empty"
NO_CLOCK = "must be a time of day, such as 09:30"
NO_MOMENT = "must be a day and a time"

Values = Mapping[str, Sequence[str]]
T = TypeVar("T", datetime, time)


class NotAForm(ValidationFailed):
    code: ClassVar[str] = "request.not_a_form"
    message: ClassVar[str] = "The body must be a form"


@frozen
class Form:
    """A form with its fields, the values in them, and the problems of these values.

    `problems` holds the English messages by field name; `refusal` is an error that belongs to no field.
    """

    fields: tuple[Field, ...]
    values: Values = field(factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    refusal: DomainError | None = None

    def of(self, name: str) -> Field:
        """Returns the field of this name."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def value(self, name: str) -> str:
        """Returns the value of a field; an empty text without one."""
        values = self.values.get(name, ())
        return values[0] if values else ""

    def holds(self, name: str, value: str) -> bool:
        """Returns whether a choice of a field is made."""
        return value in self.values.get(name, ())

    def problem(self, name: str) -> str:
        """Returns the English message about a field or a part of it; an empty text without a problem."""
        if not self.problems:
            return ""
        found = (one.message for one in self.problems if one.field == name or one.field.startswith(f"{name}."))
        return next(found, "")

    @property
    def has_problems(self) -> bool:
        return bool(self.problems) or self.refusal is not None

    @property
    def other_problems(self) -> Iterator[FieldProblem]:
        """Yields the problems of no field of this form."""
        names = {one.name for one in self.fields}
        return (one for one in self.problems if one.field.partition(".")[0] not in names)

    def filled(self, **values: str | Iterable[str] | None) -> "Form":
        """Returns the form with these values."""
        given = {name: _listed(value) for name, value in values.items() if value is not None}
        return evolve(self, values={**self.values, **given})

    def with_options(self, name: str, options: Sequence[Option]) -> "Form":
        """Returns the form with these choices of a field."""
        fields = tuple(evolve(one, options=options) if one.name == name else one for one in self.fields)
        return evolve(self, fields=fields)

    def refused(self, sent: "Submission", refusal: DomainError) -> "Form":
        """Returns the form with what was typed and the reasons why it was refused; passwords are not repeated."""
        secret = {one.name for one in self.fields if one.kind == "password"}
        values = {name: value for name, value in sent.values.items() if name not in secret}
        return evolve(self, values=values, problems=refusal.problems, refusal=None if refusal.problems else refusal)


NO_FIELDS = Form(())


@frozen
class Submission:
    """The fields that a browser sent."""

    values: Values

    def text(self, name: str) -> str:
        """Returns the text of a field, without spaces at its ends, and with line feeds as its line breaks."""
        typed = self.typed(name)
        return typed.replace("\r\n", "\n").strip() if typed else ""

    def typed(self, name: str) -> str:
        """Returns the text of a field exactly as it was typed, as passwords are."""
        values = self.values.get(name)
        return values[0] if values else ""

    def optional(self, name: str) -> str | None:
        """Returns the text of a field, None for an empty one."""
        return self.text(name) or None

    def all(self, name: str) -> tuple[str, ...]:
        """Returns every non-empty value of a field."""
        return tuple(value for value in map(str.strip, self.values.get(name, ())) if value)

    def has(self, name: str) -> bool:
        """Returns whether a box is ticked or a button pressed."""
        return name in self.values

    def words(self, name: str) -> tuple[str, ...]:
        """Returns the parts of a text that commas or line breaks separate."""
        parts = self.text(name).replace("\n", ",").replace("،", ",").split(",")
        return tuple(part for part in map(str.strip, parts) if part)

    def required(self, *names: str) -> None:
        """Checks that these fields are not empty. Raises: ValidationFailed."""
        raise_for_fields(*(FieldProblem(name, REQUIRED) for name in names if not self.text(name)))

    def number(self, name: str) -> int:
        """Returns a whole number. Raises: ValidationFailed."""
        try:
            return int(self.text(name).translate(_ASCII_DIGITS))
        except ValueError as error:
            raise _refused(name, "must be a whole number" if self.text(name) else REQUIRED) from error

    def money(self, name: str) -> Money:
        """Returns an amount in euros, typed with a point or a comma before the cents. Raises: ValidationFailed."""
        text = self.text(name).translate(_ASCII_DIGITS).translate(_POINTS)
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise _refused(name, "must be a number" if text else REQUIRED)
        if len(found[1] or "") > CENT_DIGITS:
            raise _refused(name, "must have at most two decimals")
        try:
            return money_of(text, name)
        except ValidationFailed as refusal:
            raise _refused(name, refusal.text.removeprefix(f"{name} ")) from refusal

    def day(self, name: str) -> date:
        """Returns a date. Raises: ValidationFailed."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise _refused(name, "must be a date" if self.text(name) else REQUIRED) from error

    def clock(self, name: str) -> time:
        """Returns a time of day. Raises: ValidationFailed, also for one with a zone, which the form names elsewhere."""
        try:
            return _without_zone(time.fromisoformat(self.text(name)))
        except ValueError as error:
            raise _refused(name, NO_CLOCK if self.text(name) else REQUIRED) from error

    def moment(self, name: str, zone: tzinfo) -> datetime:
        """Returns the time that a `datetime-local` field names in a zone, by the rules of that day.

        Raises: ValidationFailed, also for a time that the clocks skip on that day, and for one with a zone of its own.
        """
        try:
            return utc_of_local(_without_zone(datetime.fromisoformat(self.text(name))), zone)
        except LocalTimeMissing as error:
            raise _refused(name, "does not exist: the clocks go forward then") from error
        except (ValueError, OverflowError) as error:
            raise _refused(name, NO_MOMENT if self.text(name) else REQUIRED) from error

    def uuid(self, name: str) -> UUID:
        """Returns an id. Raises: ValidationFailed."""
        try:
            return UUID(self.text(name))
        except ValueError as error:
            raise _refused(name, "is not one of the choices" if self.text(name) else REQUIRED) from error

    def one_of(self, name: str, kind: Any) -> Any:
        """Returns the member of an enum. Raises: ValidationFailed."""
        try:
            return kind(self.text(name))
        except ValueError as error:
            raise _refused(name, "is not one of the choices" if self.text(name) else "must be chosen") from error

    @property
    def id(self) -> str:
        """Returns the id of the form, which is the same when a form is sent twice."""
        return self.text(FORM_ID)


async def submission(request: WebRequest) -> Submission:
    """Returns the fields of the form that a request carries, without its files.

    Raises: UnsupportedMediaType, NotAForm, and for a form with files also the errors of `multipart_of`.
    """
    if media_type(request.scope) == MULTIPART and request.route_handler.opt.get(TAKES_FILES):
        return Submission((await multipart_of(request)).fields)
    raw = await request.raw()
    if media_type(request.scope) != FORM:
        raise UnsupportedMediaType
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise NotAForm from error
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Submission(values)


def query_values(request: WebRequest) -> Submission:
    """Returns the fields of a form that is sent by GET, such as a search."""
    return Submission({name: request.query_params.getall(name) for name in request.query_params})


_ASCII_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
"""Arabic-Indic and Persian digits, which a keyboard may type into a field."""
_POINTS = str.maketrans({",": ".", "\u066b": "."})
"""The marks that languages write before cents."""
_AMOUNT = re.compile(r"\d+(?:\.(\d+))?")


def _without_zone(found: T) -> T:
    """Returns a local time. Raises: ValueError (it names a zone, which the form names elsewhere)."""
    if found.tzinfo is not None:
        raise ValueError(found)
    return found


def _refused(name: str, message: str) -> ValidationFailed:
    return ValidationFailed(f"{name}: {message}", problems=(FieldProblem(name, message),))


def _listed(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
