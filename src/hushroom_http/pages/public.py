"""Public pages: each has an address without a language, and one below the code of each other language."""

from typing import Any

from litestar import Response

from hushroom_adapters.i18n.pages.catalogues import CODES, FALLBACK
from hushroom_http.pages.rendering import show
from hushroom_http.server.request import WebRequest

PREFIXES = ("", *(f"/{code}" for code in CODES if code != FALLBACK))


def in_all_languages(path: str) -> list[str]:
    """Returns the addresses of a public page: `/help`, `/fr/help`, `/ar/help`."""
    return [f"{prefix}{path}".rstrip("/") or "/" for prefix in PREFIXES]


def show_public(request: WebRequest, template: str, **facts: Any) -> Response[bytes]:
    """Returns a public page; its template knows the `origin` of the site for the links of search engines."""
    return show(request, template, origin=origin_of(request), **facts)


def origin_of(request: WebRequest) -> str:
    """Returns the origin of the site, such as `https://hushroom.example`."""
    return request.platform.settings.http.public_url
