"""Rules about what a page may disclose: no secret, no hash, no address or date of birth of another person."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote_plus

import httpx

from tests.support.leak_rules import ADDRESS, HASH, SIGNED, WORD

FORM_TOKENS = re.compile(r'(name="form_token" value|data-token)="[0-9a-f]{64}"')
"""The form token of the reader's own browser, in a form or for a script that sends one."""
FOR_ADMINS = "/admin"
BIRTH = re.compile(r"\b19[2-9]\d-\d\d-\d\d\b")
"""A date on which a person may have been born, and nobody has a session."""
ADDRESS_OF_NOBODY = "name@example.com"
"""The example in the message about a malformed address."""


def page_faults(answer: httpx.Response, own: Collection[str], secrets: Collection[str]) -> Iterator[str]:
    """Yields each disclosure in a page.

    `own` are the addresses of the reader, `secrets` the secrets that exist. What a request has sent may come back.
    """
    path = answer.request.url.path
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    text, sent = FORM_TOKENS.sub("", answer.text), _sent(answer.request)
    yield from (f"{path} shows a secret" for word in WORD.findall(text) if word in secrets and word not in sent)
    if HASH.search(text):
        yield f"{path} shows a hash"
    if SIGNED.search(text):
        yield f"{path} shows a token"
    if path != FOR_ADMINS and not path.startswith(f"{FOR_ADMINS}/"):
        yield from (f"{path} shows {found} to {sorted(own)}" for found in _personal(text, own, sent))


def _personal(text: str, own: Collection[str], sent: str) -> Iterator[str]:
    for found in ADDRESS.findall(text):
        if found.lower() not in {*own, ADDRESS_OF_NOBODY} and found not in sent:
            yield f"the address {found}"
    yield from (f"the date {found}" for found in BIRTH.findall(text) if found not in sent)


def _sent(request: httpx.Request) -> str:
    """Returns what a request has sent: its address and its form."""
    return unquote_plus(f"{request.url.raw_path.decode()} {request.content.decode('ascii', 'replace')}")
