"""The files that a browser needs to install the pages, at addresses that standards or browsers prescribe."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import evolve
from litestar import Response, Router
from litestar.exceptions import NotFoundException

from hushroom_http.pages.assets import asset, asset_file, assets, tree_digest
from hushroom_http.pages.installation.app_links import android_statement, apple_statement
from hushroom_http.pages.installation.manifest import manifest
from hushroom_http.pages.languages import chosen
from hushroom_http.pages.rendering import PUBLIC, context_of, render
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

MANIFEST, WORKER, OFFLINE, FAVICON = "/manifest.webmanifest", "/sw.js", "/offline", "/favicon.ico"
ANDROID_LINKS, APPLE_LINKS = "/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"
A_DAY = "public, max-age=86400"
KEPT_SUFFIXES = (".css",)
"""The files that the page without a network needs."""
RELEASE, KEPT = "RELEASE", "KEPT"
"""The names in the service worker that the server fills in."""


@get(MANIFEST, include_in_schema=False)
async def show_manifest(request: WebRequest) -> Response[bytes]:
    """Returns the manifest in the language that the page named, because browsers ask for it without cookies."""
    language = chosen(request.query_params.get("lang", ""), context_of(request).language.tag)
    body = json.dumps(manifest(language), ensure_ascii=False).encode()
    headers = {"Cache-Control": PUBLIC, "Content-Language": language.code, "Vary": "Accept-Language, Cookie"}
    return Response(body, media_type="application/manifest+json", headers=headers)


@get(WORKER, include_in_schema=False)
async def show_worker(request: WebRequest) -> Response[bytes]:  # noqa: ARG001 - every handler is called alike
    """Returns the service worker of this release, which browsers compare with the one that they have."""
    return Response(worker(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@get(OFFLINE, include_in_schema=False)
async def show_offline(request: WebRequest) -> Response[bytes]:
    """Returns the page that the service worker shows without a network; it is the same for every reader."""
    page = evolve(context_of(request), reader=None, form_token="", notice="")
    return render(page, "installation/offline.html")


@get(FAVICON, include_in_schema=False)
async def show_favicon(request: WebRequest) -> Response[bytes]:  # noqa: ARG001 - every handler is called alike
    """Returns the icon that browsers ask for without being told of one."""
    file = asset_file("icons/favicon.ico")
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": A_DAY})


@get(ANDROID_LINKS, include_in_schema=False)
async def show_android_links(request: WebRequest) -> Response[bytes]:
    """Returns the certificates of the Android app that links may open in."""
    settings = request.platform.settings.phone_app
    if not settings.android_certificates:
        raise NotFoundException
    return _statement(android_statement(settings))


@get(APPLE_LINKS, include_in_schema=False)
async def show_apple_links(request: WebRequest) -> Response[bytes]:
    """Returns the id of the iOS app that links may open in."""
    settings = request.platform.settings.phone_app
    if not settings.apple_team:
        raise NotFoundException
    return _statement(apple_statement(settings))


def _statement(content: Any) -> Response[bytes]:
    return Response(json.dumps(content).encode(), media_type="application/json", headers={"Cache-Control": A_DAY})


@cache
def worker() -> bytes:
    """Returns the service worker with the digest of this release and the addresses that it keeps."""
    kept = [OFFLINE, *(asset(name) for name in assets() if name.startswith("css/") and name.endswith(KEPT_SUFFIXES))]
    lines = (f"const {RELEASE} = {json.dumps(tree_digest())};", f"const {KEPT} = {json.dumps(kept)};")
    source = files(__package__).joinpath("service_worker.js").read_text(encoding="utf-8")
    return "\n".join((*lines, source)).encode()


def routes() -> Router:
    handlers = [show_manifest, show_worker, show_offline, show_favicon, show_android_links, show_apple_links]
    return Router("/", route_handlers=handlers, include_in_schema=False)
