"""Values within and beyond the limits that inputs declare, found from the declarations themselves."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hushroom_domain.identity.policy import AVATAR, CEREMONY_DATA, CREDENTIAL_ID, NewPassword
from hushroom_domain.identity.rules.email_addresses import EmailShape
from hushroom_domain.notifications.policy import AUTH_SECRET, ENDPOINT, PUBLIC_KEY
from hushroom_domain.payments.policy import METHOD_ID, PAGE_LANGUAGE
from hushroom_domain.shared.inputs import is_part, plan_of
from hushroom_domain.shared.limits import (
    Amount,
    BoundedElsewhere,
    Characters,
    Days,
    Decimals,
    Items,
    Limit,
    Moment,
    Range,
)
from hushroom_domain.shared.money import MAX_MINOR, Money
from hushroom_domain.shared.text import Text
from hushroom_domain.shared.time import ZoneName
from tests.support.builders import NOW, PASSWORD, an_id

Broken = tuple[str, SearchStrategy[Any]]
"""The path of a field, and values of the input's attribute that break this field alone."""

FAR_TOO_LONG = 1_000_000
PATTERNS = {
    METHOD_ID: ("pm_card_visa", "not / one ?"),
    AVATAR: ("https://example.com/a.png", "ftp://example.com/a"),
    ENDPOINT: ("https://push.example.com/send/a", "ftp://push.example.com/send/a"),
    PUBLIC_KEY: ("B" + "a" * 86, "/" * 87),
    AUTH_SECRET: ("a" * 22, "/" * 22),
    PAGE_LANGUAGE: ("fr", "FR"),
    CREDENTIAL_ID: ("Zt5x", "Zt5x="),
    CEREMONY_DATA: ("eyJ9", "eyJ9="),
}
"""A good and a bad text for each limit with a pattern."""
DAY = timedelta(days=1)


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Returns the annotated types of the fields of a class."""
    return get_type_hints(kind, include_extras=True)


def within(limit: Limit, hint: Any) -> Any:  # noqa: PLR0911 - one return for each kind of limit
    """Returns a value that the limit allows."""
    match limit:
        case Text():
            return "x" * max(limit.min, 1)
        case Characters():
            return PATTERNS[limit][0] if limit.pattern else "x" * max(limit.min, 1)
        case Range() | Decimals():
            return limit.min
        case Amount():
            return Money(1, limit.max.currency)
        case Items():
            return (_item(limit, hint),) * max(limit.min, 1)
        case Days():
            return limit.first
        case Moment() | BoundedElsewhere():
            return NOW
    return {EmailShape: "ada@example.com", NewPassword: PASSWORD, ZoneName: "Europe/Berlin"}[type(limit)]


def largest(limit: Limit, hint: Any) -> Any:
    """Returns the largest value that the limit allows, and any allowed value where values have no order."""
    match limit:
        case Characters() if limit.pattern:
            good = PATTERNS[limit][0]
            return good + "x" * (limit.max - len(good))
        case Text() | Characters():
            return "x" * limit.max
        case Range() | Decimals() | Amount():
            return limit.max
        case Items():
            return (_item(limit, hint),) * limit.max
        case Days():
            return limit.last
    return within(limit, hint)


def beyond(limit: Limit, hint: Any) -> SearchStrategy[Any]:  # noqa: PLR0911 - one return for each kind of limit
    """Returns values that the limit refuses as a whole; none for a limit that other code holds."""
    match limit:
        case Text():
            broken = [] if limit.has_lines else ["two\nlines of text"]
            hidden = ["x\0" * 6, "turned \u202eround", "\u200b" * 12]
            return _too_long(limit.max) | st.sampled_from([*hidden, *broken, *_empty(limit.min)])
        case Characters():
            bad = PATTERNS[limit][1] if limit.pattern else "x\0"
            return _too_long(limit.max) | st.sampled_from([bad, *_empty(limit.min)])
        case Range():
            return (
                st.integers(max_value=limit.min - 1) | st.integers(min_value=limit.max + 1) | st.just(limit.min + 0.5)
            )
        case Decimals():
            return st.floats(max_value=limit.min, exclude_max=True) | st.floats(min_value=limit.max, exclude_min=True)
        case Amount():
            return _beyond_amount(limit)
        case Items():
            items = st.just(_item(limit, hint))
            return items.flatmap(lambda item: _many(item, limit.max) | _few(item, limit.min))
        case Days():
            return st.dates(max_value=limit.first - DAY) | st.dates(min_value=limit.last + DAY)
        case Moment():
            return st.datetimes()
        case BoundedElsewhere():
            return st.nothing()
    return st.sampled_from(_BAD[type(limit)])


_BAD: dict[type[Limit], list[str]] = {
    EmailShape: ["", "ada", "ada@", "a b@example.com", "x" * FAR_TOO_LONG + "@example.com"],
    NewPassword: ["", "weak", "Aa1" * FAR_TOO_LONG, "nodigitshere", "Passw0rd\0"],
    ZoneName: ["", "Mars/Olympus", "x" * FAR_TOO_LONG, "Europe/Berlin\0"],
}


def valid(kind: Any) -> Any:
    """Returns an input, or a part of one, with valid values in the fields that have to be given."""
    return with_fields(kind)


def with_fields(kind: Any, **fields: Any) -> Any:
    """Returns an input, or a part of one, with these fields, and valid values in the others that have to be given."""
    hints = hints_of(kind)
    required = {one.name: hints[one.name] for one in attrs.fields(kind) if one.default is attrs.NOTHING}
    return kind(**{name: value_of(hint) for name, hint in required.items() if name not in fields}, **fields)


def broken_fields(kind: Any) -> Iterator[tuple[str, Broken]]:
    """Yields the name of each attribute of an input that has limits, with each way to break it."""
    hints = hints_of(kind)
    for field in plan_of(kind):
        for limit in field.limits:
            for one in _broken(field.path, limit, hints[field.name]):
                yield field.name, one


def _broken(path: str, limit: Limit, hint: Any) -> Iterator[Broken]:
    yield path, beyond(limit, hint)
    if not isinstance(limit, Items):
        return
    if limit.each is not None:
        yield f"{path}.0", beyond(limit.each, str).map(lambda item: (item,))
        return
    (part,) = (one for one in item_types(hint) if is_part(one))
    for name, (inner, values) in broken_fields(part):
        yield f"{path}.0.{inner}", values.map(partial(_in_a_list, part, name))


def _in_a_list(part: Any, name: str, value: Any) -> tuple[Any, ...]:
    return (with_fields(part, **{name: value}),)


def value_of(hint: Any) -> Any:
    """Returns a valid value of an annotated type."""
    if get_origin(hint) is Annotated:
        bare, *marks = get_args(hint)
        limit = next((mark for mark in marks if isinstance(mark, Limit)), None)
        return value_of(bare) if limit is None or isinstance(limit, BoundedElsewhere) else within(limit, bare)
    if get_origin(hint) in {Union, UnionType}:
        return None if NoneType in get_args(hint) else value_of(get_args(hint)[0])
    if isinstance(hint, NewType):
        return value_of(hint.__supertype__)
    if issubclass(hint, Enum):
        return next(iter(hint))
    if attrs.has(hint):
        return valid(hint)
    return {UUID: an_id(), bool: True, time: time(9), date: date(1990, 1, 1), datetime: NOW}[hint]


def item_types(hint: Any) -> Iterator[Any]:
    """Yields the types of the items of a list, also of an optional one."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    for choice in get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,):
        yield from (item for item in get_args(choice) if item is not Ellipsis)


def _item(limit: Items, hint: Any) -> Any:
    (kind,) = item_types(hint)
    return within(limit.each, kind) if limit.each is not None else valid(kind)


def _too_long(longest: int) -> SearchStrategy[str]:
    return st.integers(longest + 1, max(longest + 1, FAR_TOO_LONG)).map("x".__mul__)


def _empty(shortest: int) -> list[str]:
    return ["", " " * shortest] if shortest else []


def _many(item: Any, most: int) -> SearchStrategy[Any]:
    return st.integers(most + 1, most + 300).map((item,).__mul__)


def _few(item: Any, fewest: int) -> SearchStrategy[Any]:
    return st.integers(0, fewest - 1).map((item,).__mul__) if fewest else st.nothing()


def _beyond_amount(limit: Amount) -> SearchStrategy[Money]:
    other = st.just(Money(1, "XXX"))
    low = st.just(Money(0)) if limit.is_positive else st.nothing()
    high = st.integers(limit.max.minor + 1, MAX_MINOR).map(Money) if limit.max.minor < MAX_MINOR else st.nothing()
    return other | low | high
