"""Fields in the binary format of COPY are those of the database driver."""

from collections.abc import Callable
from datetime import UTC, date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import postgres
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format

from hushroom_adapters.postgres.core.binary_rows import (
    NULL,
    bool_field,
    day_field,
    field,
    float_field,
    int_field,
    long_field,
    moment_field,
    text_field,
    texts_field,
    uuid_field,
)

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.just(UTC))
FIELDS: dict[str, tuple[Callable[[Any], bytes], int, st.SearchStrategy[Any]]] = {
    "texts": (text_field, postgres.types["text"].oid, TEXTS),
    "integers": (int_field, postgres.types["int4"].oid, st.integers(-(2**31), 2**31 - 1)),
    "long integers": (long_field, postgres.types["int8"].oid, st.integers(-(2**63), 2**63 - 1)),
    "floating point": (float_field, postgres.types["float8"].oid, st.floats(allow_nan=False)),
    "truths": (bool_field, postgres.types["bool"].oid, st.booleans()),
    "days": (day_field, postgres.types["date"].oid, st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "moments": (moment_field, postgres.types["timestamptz"].oid, MOMENTS),
    "ids": (uuid_field, postgres.types["uuid"].oid, st.uuids()),
    "lists": (lambda items: texts_field(map(text_field, items)), postgres.types["text"].array_oid, st.lists(TEXTS)),
}


@pytest.mark.parametrize("kind", FIELDS)
@given(data=st.data())
def test_a_field_is_what_the_driver_would_send(kind: str, data: st.DataObject) -> None:
    encode, oid, values = FIELDS[kind]
    value = data.draw(values)
    transformer = Transformer()
    transformer.set_dumper_types([oid], Format.BINARY)
    (sent,) = transformer.dump_sequence([value], [PyFormat.BINARY])
    assert encode(value) == (NULL if sent is None else field(bytes(sent)))
