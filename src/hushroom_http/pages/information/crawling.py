"""The files for search engines: the map of the public pages, and the paths that they leave alone."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from litestar import Response, Router

from hushroom_adapters.i18n.pages.catalogues import CODES, FALLBACK
from hushroom_adapters.settings import LEGAL_PAGES
from hushroom_http.pages.information.articles import HELP, articles
from hushroom_http.pages.public import in_all_languages
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

PAGES = ("/", "/how-it-works", "/pricing", "/companions", "/help", *(f"/{slug}" for slug in LEGAL_PAGES), "/crisis")
PRIVATE = ("/account", "/admin", "/api/", "/companion/", "/home", "/notifications", "/sessions", "/welcome")
A_DAY = "public, max-age=86400"


@get("/sitemap.xml")
async def sitemap(request: WebRequest) -> Response[bytes]:
    """Returns the addresses of all public pages, each with those in the other languages."""
    body = "\n".join(_sitemap_lines(request.platform.settings.http.public_url)).encode()
    return Response(body, media_type="application/xml", headers={"Cache-Control": A_DAY})


@get("/robots.txt")
async def robots(request: WebRequest) -> Response[bytes]:
    """Returns the paths that search engines leave alone, and the address of the map."""
    rules = [f"Disallow: {path}" for path in PRIVATE]
    lines = ["User-agent: *", *rules, "", f"Sitemap: {request.platform.settings.http.public_url}/sitemap.xml", ""]
    return Response("\n".join(lines).encode(), media_type="text/plain", headers={"Cache-Control": A_DAY})


def _sitemap_lines(origin: str) -> Iterator[str]:
    paths = [*PAGES, *(f"/help/{article.slug}" for article in articles(HELP, FALLBACK))]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    for path in paths:
        addresses = [f"{origin}{one}" for one in in_all_languages(path)]
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>'
            for code, address in zip(CODES, addresses, strict=True)
        )
        yield from (f"<url><loc>{escape(address)}</loc>{others}</url>" for address in addresses)
    yield "</urlset>"


def routes() -> Router:
    return Router("/", route_handlers=[sitemap, robots], include_in_schema=False)
