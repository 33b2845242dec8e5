"""Visits of strangers: the secret to which the forms of signing in are bound before anybody has signed in."""

import secrets
from typing import Any

from litestar import Request, Response

from hushroom_http.pages.cookies import set_visit, visit_secret
from hushroom_http.pages.csrf import token_of
from hushroom_http.pages.rendering import FORM_TOKEN_STATE, READER, show
from hushroom_http.server.request import WebRequest

SECRET_BYTES = 24


def begin_visit(request: Request[Any, Any, Any]) -> str:
    """Puts the form token of a visit into the request's state; returns the secret of a new visit, or an empty text."""
    known = visit_secret(request)
    if request.scope["state"].get(READER) is not None:
        return ""
    secret = known or secrets.token_urlsafe(SECRET_BYTES)
    request.scope["state"][FORM_TOKEN_STATE] = token_of(secret)
    return "" if known else secret


def show_to_stranger(request: WebRequest, template: str, **facts: Any) -> Response[bytes]:
    """Returns a page whose form may be sent before anybody has signed in."""
    secret = begin_visit(request)
    answer = show(request, template, **facts)
    if secret:
        set_visit(request, answer, secret)
    return answer
