"""The providers by which people sign in, as TOML: one table for each, named by its id."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.values import HttpSettings, ProviderKind, ProviderSettings

NAME = "HUSHROOM_SIGN_IN_PROVIDERS"
GITHUB_API = "https://api.github.com"
KNOWN: Mapping[str, Mapping[str, str]] = {
    "google": {"name": "Google", "issuer": "https://accounts.google.com"},
    "github": {"name": "GitHub", "kind": "github", "issuer": "https://github.com/login/oauth", "api": GITHUB_API},
    "apple": {"name": "Apple", "kind": "apple", "issuer": "https://appleid.apple.com"},
}
"""The words that need not be written for the providers with these ids."""
WORDS = frozenset({"name", "kind", "issuer", "api", "client_id", "client_secret", "team", "key_id", "private_key"})
ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
LONGEST_NAME = 40
MOST = 20


def sign_in_providers(variables: Variables, http: HttpSettings) -> tuple[ProviderSettings, ...]:
    """Returns the providers in their order; none for an empty variable."""
    text = variables.optional(NAME)
    if text is None:
        return ()
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        variables.refuse(NAME, "is not TOML: a table for each provider, such as [google].")
        return ()
    complaint = next(_complaints(tables, http), None)
    if complaint is not None:
        variables.refuse(NAME, complaint)
        return ()
    return tuple(_provider(name, table) for name, table in tables.items())


def _complaints(tables: Mapping[str, Any], http: HttpSettings) -> Iterator[str]:
    """Yields what is wrong, without any value, because values may be secrets."""
    if len(tables) > MOST:
        yield f"has more than {MOST} providers."
    for name, table in tables.items():
        if not ID.fullmatch(name):
            yield "has an id that is not made of at most 31 small letters, digits and hyphens."
        elif not isinstance(table, dict) or not all(isinstance(value, str) and value for value in table.values()):
            yield f"must have a table of texts that are not empty for {name}."
        elif table.keys() - WORDS:
            yield f"has a word for {name} that is none of {', '.join(sorted(WORDS))}."
        else:
            yield from (f"{words} (for {name})." for words in _wrong({**KNOWN.get(name, {}), **table}, http))


def _wrong(table: Mapping[str, str], http: HttpSettings) -> Iterator[str]:
    kind = table.get("kind", ProviderKind.OIDC)
    if kind not in set(ProviderKind):
        yield f"must have a kind that is {', '.join(ProviderKind)}"
        return
    needed = {"name", "issuer", "client_id", *_secrets(kind), *(("api",) if kind == ProviderKind.GITHUB else ())}
    missing = sorted(needed - table.keys())
    if missing:
        yield f"lacks {', '.join(missing)}"
    elif len(table["name"]) > LONGEST_NAME:
        yield f"must have a name of at most {LONGEST_NAME} characters"
    elif not all(_is_address(table[word]) for word in ("issuer", "api") if word in table):
        yield "must have an issuer, and an api where there is one, that begins with https:// or http://"
    elif kind == ProviderKind.APPLE:
        yield from _wrong_for_apple(table, http)


def _wrong_for_apple(table: Mapping[str, str], http: HttpSettings) -> Iterator[str]:
    if not _is_key(table["private_key"]):
        yield "must have a private_key that is the PEM of a P-256 key"
    if not http.has_pages or http.web_url != http.public_url:
        yield "needs the pages of this server, because Apple answers by a form"


def _secrets(kind: str) -> tuple[str, ...]:
    return ("team", "key_id", "private_key") if kind == ProviderKind.APPLE else ("client_secret",)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and not parts.query and not parts.fragment


def _is_key(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError):
        return False
    return isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)


def _provider(name: str, table: Mapping[str, str]) -> ProviderSettings:
    words = {**KNOWN.get(name, {}), **table}
    return ProviderSettings(
        id=name,
        name=words["name"],
        kind=ProviderKind(words.get("kind", ProviderKind.OIDC)),
        issuer=words["issuer"],
        api=words.get("api", GITHUB_API),
        client_id=words["client_id"],
        client_secret=words.get("client_secret", ""),
        team=words.get("team", ""),
        key_id=words.get("key_id", ""),
        private_key=words.get("private_key", ""),
    )
