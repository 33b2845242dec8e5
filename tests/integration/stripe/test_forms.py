"""Nested form fields, as the official library and other clients write them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.local.emulators.stripe.errors import StripeError
from hushroom_adapters.local.emulators.stripe.forms import decode, listed


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("", {}),
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a%5Bb%5D%5Bc%5D=x+y", {"a": {"b": {"c": "x y"}}}),
        ("expand[]=a&expand[]=b.c", {"expand": {"0": "a", "1": "b.c"}}),
        ("expand[0]=a&expand[1]=b", {"expand": {"0": "a", "1": "b"}}),
        ("metadata[7]=x", {"metadata": {"7": "x"}}),
        ("name=%C3%A4%F0%9F%8E%A7", {"name": "ä🎧"}),
    ],
)
def test_keys_in_brackets_are_nested(raw: str, form: dict[str, Any]) -> None:
    assert decode(raw) == form


@pytest.mark.parametrize("raw", ["[a]=1", "a[=1", "a]b=1", "a=1&a[b]=2", "a[b]=1&a[b][c]=2", "a" + "[b]" * 11 + "=1"])
def test_what_cannot_be_nested_is_refused(raw: str) -> None:
    with pytest.raises(StripeError) as refused:
        decode(raw)
    assert refused.value.status == 400


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1, max_size=15))
def test_lists_keep_their_order(words: list[str]) -> None:
    raw = "&".join(f"x[{position}]={word}" for position, word in enumerate(words))
    assert listed(decode(raw)["x"]) == words
