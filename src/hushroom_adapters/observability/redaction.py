"""Removes from a log line everything that no log may hold: secrets, addresses and bodies, by key and by pattern."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

HIDDEN = "[hidden]"
SECRET_KEYS = frozenset(
    {
        "password", "currentpassword", "newpassword", "passwordhash", "token", "accesstoken", "refreshtoken",
        "authorization", "cookie", "setcookie", "secret", "clientsecret", "apikey", "email", "recipient",
        "body", "payload", "html", "dateofbirth",
    }
)  # fmt: skip
SECRET_ENDINGS = ("password", "secret", "token", "email", "authorization")
LOOKS = (
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
    (re.compile(r"\b(?i:bearer|basic)\s+[\w.~+/=-]{6,}"), HIDDEN),
    (re.compile(r"\b(?:[sr]k_(?:live|test)|whsec|pi_\w+_secret|seti_\w+_secret)_\w+"), HIDDEN),
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), f"{HIDDEN}@"),
    (re.compile(r"(?<=[?&])(?i:\w*(?:token|key|secret|code|email|password))=[^&\s]+"), HIDDEN),
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    (re.compile(r"\$2[aby]\$\d\d\$[./\w]{53}"), HIDDEN),
    (re.compile(r"\$argon2id\$[^\s\"']+"), HIDDEN),
)
HARMLESS = re.compile(r"[A-Za-z0-9/.:{}+-]*")
"""Ids, times, paths: what most of a line is made of. Of the looks only a JWT can be spelled with these alone."""
SUSPICIOUS = re.compile(r"eyJ|(?i:bearer|basic)\s|_(?:live|test|secret)_|whsec_|://|[?&]\w*=|@|\$(?:2[aby]|argon2id)\$")
"""Matches a part of every pattern; most text does not match, and passes after this one search."""
OURS = frozenset({"level", "logger", "timestamp", "method", "status", "duration_ms"})
"""The keys that the log pipeline and the request line write themselves."""
DEEPEST = 6
LONGEST_MEMORY = 1_024
PLAIN = (bool, int, float)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Returns the event without secrets and personal data; a structlog processor."""
    return {key: value if key in OURS else _entry(key, value, 0) for key, value in event.items()}


def _entry(key: str, value: Any, depth: int) -> Any:
    if value is None:
        return None
    if _names_a_secret(key):
        return HIDDEN
    return scrub(value) if type(value) is str else _scrubbed(value, depth)


@lru_cache(LONGEST_MEMORY)
def _names_a_secret(key: str) -> bool:
    plain = re.sub(r"[^a-z]", "", key.lower())
    return plain in SECRET_KEYS or plain.endswith(SECRET_ENDINGS)


def _scrubbed(value: Any, depth: int) -> Any:
    """Returns the text without parts that look like secrets; anything but plain data becomes text first."""
    if isinstance(value, str):
        return scrub(value)
    if value is None or isinstance(value, PLAIN):
        return value
    if depth < DEEPEST and isinstance(value, Mapping):
        return {str(key): _entry(str(key), item, depth + 1) for key, item in value.items()}
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed(item, depth + 1) for item in value]
    return scrub(str(value))


def scrub(text: str) -> str:
    if (HARMLESS.fullmatch(text) and "eyJ" not in text) or SUSPICIOUS.search(text) is None:
        return text
    for look, instead in LOOKS:
        text = look.sub(instead, text)
    return text
