"""The form of a week of hours: a few rows for each weekday, and rows for single days.

The fields of a row are named after it: `MONDAY-0-from`, `MONDAY-0-to`, `MONDAY-0-zone`, and `date-0` for the day of a
row of `date`. Problems of the domain about `slots.3` belong to the fourth row that is filled in.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from attrs import frozen

from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Slot, Weekday
from hushroom_domain.availability.policy import SLOTS
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed, raise_for_fields
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import NO_CLOCK, Form, Submission
from hushroom_http.pages.translations import N_

SINGLE = "date"
"""The first part of the names of rows for single days."""
ROWS = 2
"""The least number of rows of a weekday, and of single days."""
MOST_ROWS = SLOTS.max
"""The number of rows of one group: as many as all slots of a companion, because a row without a field would be lost."""
MIDNIGHT_TYPED = "00:00"
DAYS = {
    Weekday.MONDAY: N_("Monday"),
    Weekday.TUESDAY: N_("Tuesday"),
    Weekday.WEDNESDAY: N_("Wednesday"),
    Weekday.THURSDAY: N_("Thursday"),
    Weekday.FRIDAY: N_("Friday"),
    Weekday.SATURDAY: N_("Saturday"),
    Weekday.SUNDAY: N_("Sunday"),
}
LABELS = {**{day.value: label for day, label in DAYS.items()}, SINGLE: N_("Single days")}
BLOCK = Form(
    (
        Field(name="date", label=N_("Day"), kind="date"),
        Field(name="startTime", label=N_("From"), kind="time", is_required=False),
        Field(
            name="endTime",
            label=N_("To"),
            kind="time",
            hint=N_("Without times the whole day is blocked. An end of 00:00 is midnight."),
            is_required=False,
        ),
    )
)


@frozen(kw_only=True)
class FilledRow:
    """A row that is not empty: its name, and its hours."""

    name: str
    hours: SetAvailability.Hours


def week_form(slots: Iterable[Slot], own_zone: str) -> Form:
    """Returns the form with the published hours; a row of another zone than the reader's names its zone."""
    values: dict[str, str] = {}
    counts = dict.fromkeys(LABELS, 0)
    for slot in slots:
        group = SINGLE if slot.specific_date else slot.day_of_week.value
        name = f"{group}-{counts[group]}"
        counts[group] += 1
        values |= _row_values(name, slot, own_zone)
    return _form_of(counts).filled(**values)


def sent_form(sent: Submission) -> Form:
    """Returns a form with as many rows as were sent, and at least one empty row of each group."""
    last = {group: list(_names(sent, group))[-1:] for group in LABELS}
    return _form_of({group: _position(names[0]) + 1 if names else 0 for group, names in last.items()})


def filled_rows(sent: Submission) -> tuple[FilledRow, ...]:
    """Returns the rows that are filled in. Raises: ValidationFailed (a half of a row is missing, or is no time)."""
    rows: list[FilledRow] = []
    problems: list[FieldProblem] = []
    for group in LABELS:
        for name in _names(sent, group):
            try:
                rows.append(FilledRow(name=name, hours=_hours(sent, group, name)))
            except ValidationFailed as refusal:
                problems += [FieldProblem(f"{name}.{one.field}", one.message) for one in refusal.problems]
    raise_for_fields(*problems)
    return tuple(rows)


def at_rows(refusal: DomainError, rows: Sequence[FilledRow]) -> DomainError:
    """Returns a refusal whose problems name the rows of the form in place of positions in the list of slots."""
    if not isinstance(refusal, ValidationFailed):
        return refusal
    named = tuple(FieldProblem(_row_name(one.field, rows), one.message) for one in refusal.problems)
    return ValidationFailed(refusal.text, problems=named)


def end_of(typed: time) -> time | None:
    """Returns the end of hours as the domain has it: None for midnight at the end of the day."""
    return None if typed == MIDNIGHT else typed


def typed_end(end: time | None) -> str:
    """Returns the end of hours as it is typed."""
    return MIDNIGHT_TYPED if end is None or end == LAST_MINUTE else f"{end:%H:%M}"


def _form_of(counts: dict[str, int]) -> Form:
    fields = [
        Field(name=f"{group}-{position}", label=label, kind="hours", is_required=False)
        for group, label in LABELS.items()
        for position in range(min(max(ROWS, counts[group] + 1), MOST_ROWS))
    ]
    return Form(tuple(fields))


def _row_values(name: str, slot: Slot, own_zone: str) -> dict[str, str]:
    values = {f"{name}-from": f"{slot.start_time:%H:%M}", f"{name}-to": typed_end(slot.end_time)}
    if slot.specific_date:
        values[name] = slot.specific_date.isoformat()
    if slot.timezone != own_zone:
        values[f"{name}-zone"] = slot.timezone
    return values


def _position(name: str) -> int:
    """Returns the position of a row in its group."""
    return int(name.rpartition("-")[2])


def _names(sent: Submission, group: str) -> Iterator[str]:
    """Yields the names of the rows of a group that have an entry."""
    entered = {field for field in sent.values if field.startswith(f"{group}-") and sent.text(field)}
    for position in range(MOST_ROWS) if entered else ():
        name = f"{group}-{position}"
        if not entered.isdisjoint((name, f"{name}-from", f"{name}-to")):
            yield name


def _hours(sent: Submission, group: str, name: str) -> SetAvailability.Hours:
    """Returns the hours of one row. Raises: ValidationFailed."""
    day = _day(sent, name) if group == SINGLE else None
    return SetAvailability.Hours(
        day_of_week=Weekday(group) if day is None else Weekday.of(day),
        start_time=_clock(sent, name, "from"),
        end_time=end_of(_clock(sent, name, "to")),
        timezone=sent.optional(f"{name}-zone"),
        is_recurring=day is None,
        specific_date=day,
    )


def _day(sent: Submission, name: str) -> date:
    try:
        return sent.day(name)
    except ValidationFailed as refusal:
        raise _about(SINGLE, refusal) from refusal


def _clock(sent: Submission, name: str, end: str) -> time:
    try:
        found = sent.clock(f"{name}-{end}")
    except ValidationFailed as refusal:
        raise _about(end, refusal) from refusal
    if found.microsecond:
        raise _about(end, ValidationFailed(NO_CLOCK, problems=(FieldProblem(end, NO_CLOCK),)))
    return found


def _about(part: str, refusal: ValidationFailed) -> ValidationFailed:
    return ValidationFailed(refusal.text, problems=tuple(FieldProblem(part, one.message) for one in refusal.problems))


def _row_name(path: str, rows: Sequence[FilledRow]) -> str:
    """Returns the name of the row that `slots.3.startTime` is about, with the rest of the path."""
    _, _, rest = path.partition("slots.")
    position, _, part = rest.partition(".")
    if not position.isdigit() or int(position) >= len(rows):
        return path
    return f"{rows[int(position)].name}.{part}"
