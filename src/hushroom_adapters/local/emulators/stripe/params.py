"""The parameters of operations and their types, with Stripe's refusals for every other parameter."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from hushroom_adapters.local.emulators.stripe.errors import StripeError, malformed, missing_param, unknown_params
from hushroom_adapters.local.emulators.stripe.forms import Form, listed

Convert = Callable[[str, Any], Any]

MAX_METADATA_KEYS = 50
MAX_METADATA_KEY_LENGTH = 40
MAX_METADATA_VALUE_LENGTH = 500
MAX_TEXT_LENGTH = 5000
LARGEST_INTEGER = 2**63 - 1
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}

_INTEGER = re.compile(r"[+-]?\d{1,19}")


def text(name: str, value: Any) -> str | None:
    if not isinstance(value, str):
        raise malformed(f"Invalid string: {value}", name)
    if len(value) > MAX_TEXT_LENGTH:
        raise malformed(f"Invalid {name}: at most {MAX_TEXT_LENGTH} characters", name, "parameter_invalid_string")
    return value or None  # an empty string unsets a value


def filled(name: str, value: Any) -> str:
    """Parses text that cannot be unset."""
    word = text(name, value)
    if word is None:
        raise empty(name)
    return word


def empty(name: str) -> StripeError:
    return malformed(
        f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty "
        "value.",
        name,
        "parameter_invalid_empty",
    )


def integer(name: str, value: Any) -> int:
    if value == "":
        raise empty(name)
    if not isinstance(value, str) or not _INTEGER.fullmatch(value) or abs(int(value)) > LARGEST_INTEGER:
        raise malformed(f"Invalid integer: {value}", name, "parameter_invalid_integer")
    return int(value)


def positive(name: str, value: Any) -> int:
    number = integer(name, value)
    if number < 1:
        message = "This value must be greater than or equal to 1."
        raise malformed(message, name, "parameter_invalid_integer")
    return number


def boolean(name: str, value: Any) -> bool:
    if not isinstance(value, str) or value not in BOOLEANS:
        raise malformed(f"Invalid boolean: {value}", name)
    return BOOLEANS[value]


def one_of(*words: str) -> Convert:
    def convert(name: str, value: Any) -> str:
        word = filled(name, value)
        if word not in words:
            choices = f"{', '.join(words[:-1])}, or {words[-1]}" if len(words) > 1 else words[0]
            raise malformed(f"Invalid {name}: must be one of {choices}", name)
        return word

    return convert


def mapping(name: str, value: Any) -> Form | None:
    """Parses a hash without changing it; an empty string unsets it."""
    if value == "":
        return None
    if not isinstance(value, dict):
        raise malformed(f"Invalid hash: {value}", name)
    return value


def array(name: str, value: Any) -> list[Any]:
    if value == "":
        return []
    if not isinstance(value, dict) or not all(position.isdigit() for position in value):
        raise malformed(f"Invalid array: {value}", name)
    return listed(value)


def metadata(name: str, value: Any) -> Form | None:
    """Parses metadata; None empties it, an empty text removes one name."""
    pairs = mapping(name, value)
    for key, word in (pairs or {}).items():
        if not isinstance(word, str):
            raise malformed("Metadata values must be strings", f"{name}[{key}]")
        if len(key) > MAX_METADATA_KEY_LENGTH:
            raise malformed(f"Metadata keys can have up to {MAX_METADATA_KEY_LENGTH} characters", name)
        if len(word) > MAX_METADATA_VALUE_LENGTH:
            limit = f"Metadata values can have up to {MAX_METADATA_VALUE_LENGTH} characters, "
            raise malformed(f"{limit}but you passed in a value that is {len(word)} characters", name)
    return pairs


def merged(kept: Mapping[str, str], given: Form | None) -> Form:
    """Returns the metadata after an update."""
    if given is None:
        return {}
    after = {key: word for key, word in {**kept, **given}.items() if word != ""}
    if len(after) > MAX_METADATA_KEYS:
        raise malformed(f"You may only specify up to {MAX_METADATA_KEYS} metadata keys", "metadata")
    return after


@frozen
class Accepts:
    """The parameters of one operation: the type of every name, and the required names."""

    types: Mapping[str, Convert] = field(factory=dict)
    required: tuple[str, ...] = ()

    def __call__(self, name: str, value: Any) -> Form:
        """Parses a hash with known names, as the type of a parameter."""
        if not isinstance(value, dict):
            raise malformed(f"Invalid hash: {value}", name)
        return self.read(value, prefix=name)

    def read(self, form: Form, prefix: str = "") -> Form:
        """Returns the typed values that were sent, by name."""
        unknown = [_full(prefix, name) for name in form if name not in self.types]
        if unknown:
            raise unknown_params(unknown)
        for name in self.required:
            if name not in form:
                raise missing_param(_full(prefix, name))
        return {name: self.types[name](_full(prefix, name), value) for name, value in form.items()}


def accepts(*required: str, **types: Convert) -> Accepts:
    """Returns the parameters of an operation; `expand` is always among them."""
    return Accepts({**types, "expand": array}, required)


def hash_of(*required: str, **types: Convert) -> Accepts:
    return Accepts(types, required)


def _full(prefix: str, name: str) -> str:
    return f"{prefix}[{name}]" if prefix else name


PERIOD = hash_of(gt=integer, gte=integer, lt=integer, lte=integer)


def moment(name: str, value: Any) -> Form:
    """Parses a moment or a range of moments."""
    if isinstance(value, dict):
        return PERIOD(name, value)
    at = integer(name, value)
    return {"gte": at, "lte": at}


def page(**filters: Convert) -> Accepts:
    """Returns the parameters of a list: the window, `created`, and filters of its own."""
    return accepts(limit=positive, starting_after=filled, ending_before=filled, created=moment, **filters)
