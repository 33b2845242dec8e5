"""Stripe's requests are forms with nested keys such as `card[token]` and `expand[]`; this module decodes them."""

import re
from typing import Any
from urllib.parse import parse_qsl

from hushroom_adapters.local.emulators.stripe.errors import malformed

MAX_DEPTH = 10
_KEY = re.compile(r"[^\[\]]+|\[[^\[\]]*\]")

Form = dict[str, Any]


def decode(raw: str) -> Form:
    """Returns nested dicts of strings; `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are both `{"0": ..., "1": ...}`."""
    tree: Form = {}
    for key, value in parse_qsl(raw, keep_blank_values=True):
        _place(tree, _path(key), value, key)
    return tree


def _path(key: str) -> list[str]:
    parts = _KEY.findall(key)
    if "".join(parts) != key or len(parts) > MAX_DEPTH or not parts or parts[0].startswith("["):
        raise malformed(f"Invalid request parameter name: {key}", key)
    return [parts[0], *(part[1:-1] for part in parts[1:])]


def _place(tree: Form, path: list[str], value: str, key: str) -> None:
    *parents, last = path
    for part in parents:
        tree = tree.setdefault(_index(tree, part), {})
        if not isinstance(tree, dict):
            raise malformed(f"Invalid request: {key} is given both as a value and as a hash.", key)
    tree[_index(tree, last)] = value


def _index(tree: Form, part: str) -> str:
    return part or str(len(tree))


def listed(value: Form) -> list[Any]:
    """Returns the values of a hash whose keys are positions, in their order."""
    return [value[position] for position in sorted(value, key=int)]
