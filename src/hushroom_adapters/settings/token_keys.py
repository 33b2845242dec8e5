"""The keys of access tokens as text, `kid:secret,kid2:secret2`, and the changes that rotate them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from hushroom_adapters.settings.values import TokenKey

SECRET_BYTES = 32


class KeysNotReadable(ValueError):
    """A text does not hold keys; its message ends a sentence that begins with the name of the text."""


class KeyRefused(ValueError):
    """A change would invalidate tokens; its message is a sentence without a full stop."""


def read_token_keys(text: str) -> tuple[TokenKey, ...]:
    """Returns the keys of the text, in its order. Raises: KeysNotReadable."""
    entries = [entry.strip() for entry in text.split(",")]
    if not all(entries):
        raise KeysNotReadable("holds an empty entry between its commas.")
    keys = tuple(map(_token_key, entries))
    if len({key.kid for key in keys}) < len(keys):
        raise KeysNotReadable("names one key id twice.")
    return keys


def written_token_keys(keys: Sequence[TokenKey]) -> str:
    return ",".join(f"{key.kid}:{key.secret}" for key in keys)


def new_token_key(keys: Sequence[TokenKey], now: datetime) -> TokenKey:
    """Returns a random key whose id begins with its day in UTC and is none of the ids of `keys`."""
    taken = {key.kid for key in keys}
    while (kid := f"{now:%Y%m%d}-{secrets.token_hex(2)}") in taken:
        pass
    return TokenKey(kid=kid, secret=secrets.token_urlsafe(SECRET_BYTES))


def with_signing_key(keys: Sequence[TokenKey], kid: str) -> tuple[TokenKey, ...]:
    """Returns the keys with this one in front, which signs. Raises: KeyRefused (there is none of this id)."""
    chosen = _key_of(keys, kid)
    return chosen, *(key for key in keys if key != chosen)


def without_token_key(keys: Sequence[TokenKey], kid: str) -> tuple[TokenKey, ...]:
    """Returns the keys without this one. Raises: KeyRefused (there is none of this id, or it signs)."""
    leaving = _key_of(keys, kid)
    if leaving == keys[0]:
        raise KeyRefused(f"{kid} signs access tokens")
    return tuple(key for key in keys if key != leaving)


def _key_of(keys: Sequence[TokenKey], kid: str) -> TokenKey:
    found = next((key for key in keys if key.kid == kid), None)
    if found is None:
        raise KeyRefused(f"There is no key {kid}")
    return found


def _token_key(entry: str) -> TokenKey:
    kid, _, secret = (part.strip() for part in entry.partition(":"))
    if not kid or not secret:
        raise KeysNotReadable("must read kid:secret,kid2:secret2.")
    return TokenKey(kid=kid, secret=secret)
