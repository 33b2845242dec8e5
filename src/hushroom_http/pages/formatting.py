"""Writes times, money, numbers and names in a reader's language and time zone."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from attrs import frozen
from babel.units import format_unit
from markupsafe import Markup, escape

from hushroom_domain.shared.former_members import FORMER_MEMBER, REMOVED_TEXT
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.time import ZONES, is_shown_twice, zone_of
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.locale_words import (
    amount_words,
    date_words,
    day_words,
    number_words,
    percent_words,
    place_words,
    stamp_words,
    weekday_words,
)

UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
NEAR = timedelta(days=6)
UNIVERSAL = "UTC"


@frozen
class Formats:
    """The formats of one reader; `now` decides between relative and full dates."""

    language: PageLanguage
    zone_key: str
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """Returns the rules of the zone; those of UTC for a name that is no zone of this machine any more."""
        return zone_of(self.zone_key if self.zone_key in ZONES else UNIVERSAL)

    def moment(self, when: datetime) -> Markup:
        """Returns a time in words, such as `today 16:00`, as a `time` element in the reader's zone."""
        return self._time(when, f"{self._day_words(when)} {self._clock(when)}")

    def period(self, start: datetime, minutes: int) -> Markup:
        """Returns a start and an end, such as `today 16:00 to 16:30`."""
        end = self._clock(start + timedelta(minutes=minutes))
        words = self._text("%(start)s to %(end)s") % {
            "start": f"{self._day_words(start)} {self._clock(start)}",
            "end": end,
        }
        return self._time(start, words)

    def hours(self, start: datetime, end: datetime) -> Markup:
        """Returns the times of day between which something lasts, such as `09:00 to 12:30`."""
        words = self._text("%(start)s to %(end)s") % {"start": self._clock(start), "end": self._clock(end)}
        return self._time(start, words)

    def clock(self, when: datetime) -> Markup:
        """Returns the time of day, such as `16:00`."""
        return self._time(when, self._clock(when))

    def time_of_day(self, when: time) -> str:
        """Returns a time of day that belongs to no certain day, such as `16:00`."""
        return self._digits(f"{when.hour:02}:{when.minute:02}")

    def day(self, when: date | datetime) -> Markup:
        """Returns the full date of a day, or of a time in the reader's zone, such as `Saturday, November 28, 2026`."""
        local = when.astimezone(self.zone).date() if isinstance(when, datetime) else when
        return _time(local.isoformat(), self._digits(date_words(self.language.code, local)))

    def near_day(self, when: datetime) -> Markup:
        """Returns the day of a time in the reader's zone, such as `today`, `Monday` or `Monday, December 7`."""
        return self._time(when, self._day_words(when))

    def stamp(self, when: datetime) -> Markup:
        """Returns a date and time to the minute in short form, as tables of administrators show it."""
        local = when.astimezone(self.zone).replace(second=0, microsecond=0, tzinfo=None)
        return self._time(when, self._digits(stamp_words(self.language.code, local)))

    @property
    def zone_name(self) -> str:
        """Returns the name of the reader's zone in words, such as `Paris time`."""
        if self.zone_key == UNIVERSAL or self.zone_key not in ZONES:
            return self._text("UTC")
        return self._text("%(city)s time") % {"city": place_words(self.language.code, self.zone_key)}

    def money(self, amount: Money) -> Markup:
        """Returns an amount with its currency, isolated from the direction of the text around it."""
        return Markup(f'<bdi class="money">{escape(self.amount(amount))}</bdi>')  # noqa: S704 - escaped

    def amount(self, amount: Money) -> str:
        """Returns an amount with its currency as plain text."""
        return self._digits(amount_words(self.language.code, amount.minor, amount.currency))

    def number(self, value: float) -> str:
        """Returns a number with the separators of the language."""
        return self._digits(number_words(self.language.code, value))

    def percent(self, basis_points: int) -> str:
        """Returns a share of 10,000 as a percentage."""
        return self._digits(percent_words(self.language.code, basis_points))

    def minutes(self, count: int) -> str:
        """Returns a duration in minutes, such as `30 minutes`."""
        words = self.language.catalogue.ngettext("%(num)s minute", "%(num)s minutes", count)
        return words % {"num": self.number(count)}

    def unread(self, count: int) -> str:
        """Returns the words of the link to the notification centre, with the number of unread notifications."""
        if not count:
            return self._text("Notifications")
        words = self.language.catalogue.ngettext("%(num)s unread notification", "%(num)s unread notifications", count)
        return words % {"num": self.number(count)}

    def duration(self, span: timedelta) -> str:
        """Returns a duration in the largest unit that divides it, such as `2 days`; one day is `24 hours`."""
        is_more = span > UNITS[0][1]
        name, unit = next((name, unit) for name, unit in UNITS[not is_more :] if not span % unit)
        return self._digits(format_unit(span // unit, f"duration-{name}", "long", locale=self.language.locale))

    def tongue(self, tag: str) -> str:
        """Returns the name of a language in the reader's language; its tag, if it has no name there."""
        return self.language.tongue(tag)

    def country(self, code: str) -> str:
        """Returns the name of a country in the reader's language."""
        return str(self.language.locale.territories.get(code, code))

    def person(self, name: str) -> Markup:
        """Returns a person's name, isolated from the direction of the text around it."""
        return Markup(f"<bdi>{escape(self.name(name))}</bdi>")  # noqa: S704 - escaped

    def name(self, name: str) -> str:
        """Returns a person's name as plain text, in the reader's language for a former member."""
        return self._text("A former member") if name == FORMER_MEMBER else name

    def title(self, text: str) -> Markup:
        """Returns the title of a goal, isolated from the direction of the text around it."""
        return Markup(f"<bdi>{escape(self.kept(text))}</bdi>")  # noqa: S704 - escaped

    def kept(self, text: str) -> str:
        """Returns a text of a person, or words in the reader's language for one that went with the account."""
        return self._text("Removed with the account") if text == REMOVED_TEXT else text

    def written(self, text: str) -> Markup:
        """Returns a text that a person wrote, in its own direction, with its line breaks."""
        lines = Markup("<br>").join(escape(line) for line in self.kept(text).splitlines())
        return Markup('<span dir="auto">{}</span>').format(lines)

    def local(self, when: datetime) -> str:
        """Returns a time as the field `datetime-local` has it, in the reader's zone."""
        return when.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def _day_words(self, when: datetime) -> str:
        day, today = when.astimezone(self.zone).date(), self.now.astimezone(self.zone).date()
        days = (day - today).days
        if days == 0:
            return self._text("today")
        if days in {1, -1}:
            return self._text("tomorrow") if days == 1 else self._text("yesterday")
        if 0 < days <= NEAR.days:
            return weekday_words(self.language.code, day)
        skeleton = "MMMMEEEEd" if day.year == today.year else "yMMMMEEEEd"
        return self._digits(day_words(self.language.code, day, skeleton))

    def _clock(self, when: datetime) -> str:
        local = when.astimezone(self.zone)
        words = self.time_of_day(local.time())
        return f"{words} ({local.tzname()})" if is_shown_twice(local) else words

    def _time(self, when: datetime, words: str) -> Markup:
        stamp = when.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
        return _time(stamp, words)

    def _digits(self, words: str) -> str:
        return self.language.in_digits(words)

    def _text(self, text: str) -> str:
        return self.language.catalogue.gettext(text)


def _time(stamp: str, words: str) -> Markup:
    """Returns words for a time as HTML; `stamp` is the same time for programs."""
    return Markup(f'<time datetime="{stamp}">{escape(words)}</time>')  # noqa: S704 - escaped, and a stamp of our own
