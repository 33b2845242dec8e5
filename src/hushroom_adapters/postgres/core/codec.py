"""Converters between fields and columns, and between whole values and JSON."""

from datetime import datetime, time
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin
from uuid import UUID

from cattrs import Converter
from cattrs.preconf.msgspec import MsgspecJsonConverter, make_converter
from psycopg.types.range import Range, TimestamptzRange

from hushroom_adapters.postgres.core.stored_rules import read_rule, write_rule
from hushroom_domain.contracts.model import Rule
from hushroom_domain.shared.time import Period

T = TypeVar("T")


def row_converter() -> Converter:
    """Converts the fields that a database driver does not take as they are: enumerations, tuples, periods."""
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook_func(_is_choice, lambda member: member.value)
    converter.register_structure_hook_func(_is_tuple, lambda values, _: tuple(values))
    converter.register_unstructure_hook_func(_is_tuple, list)
    converter.register_structure_hook_func(_is_rules, lambda values, _: tuple(map(read_rule, values)))
    converter.register_unstructure_hook_func(_is_rules, lambda rules: [write_rule(rule) for rule in rules])
    converter.register_structure_hook(Period, _period)
    converter.register_unstructure_hook(Period, lambda period: TimestamptzRange(period.start, period.end))
    return converter


def json_converter() -> MsgspecJsonConverter:
    """Converts whole values to JSON and back."""
    converter = make_converter(detailed_validation=False)
    converter.register_structure_hook(UUID, lambda value, _: UUID(value))
    converter.register_structure_hook(time, lambda value, _: time.fromisoformat(value))
    return converter


class JsonCodec:
    """Converts values of the domain to JSON and back; a loaded value equals the dumped one."""

    def __init__(self) -> None:
        """Builds the converter. Keep the codec, because it prepares each type once."""
        self._converter = json_converter()

    def dump(self, value: Any, as_type: Any = None) -> bytes:
        """Returns the value as JSON; `as_type` is needed for generic types such as `tuple[Match, ...]`."""
        return self._converter.dumps(value, unstructure_as=as_type)

    def load(self, data: bytes, as_type: type[T]) -> T:
        """Returns the value of dumped JSON."""
        return self._converter.loads(data, as_type)

    def build(self, plain: Any, as_type: type[T]) -> T:
        """Builds the value from parsed JSON: `plain` dicts, lists, texts and numbers."""
        return self._converter.structure(plain, as_type)


def _is_choice(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Enum)


def _is_tuple(type_: Any) -> bool:
    return get_origin(type_) is tuple


def _is_rules(type_: Any) -> bool:
    return _is_tuple(type_) and get_args(type_)[0] is Rule


def _period(value: Range[datetime], _type: Any) -> Period:
    assert value.lower is not None
    assert value.upper is not None
    return Period(value.lower, value.upper)
