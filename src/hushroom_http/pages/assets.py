"""The style sheets, scripts and pictures of the pages, at addresses that change with their content.

All files share one digest, so that modules import each other by relative paths. The folder `vendor` holds the scripts
of other makers after their installation (`web/install.py`), and nothing before.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath

from attrs import frozen
from litestar import Response, Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

STATIC = Path(__file__).parent / "static"
PREFIX = "/assets"
DIGEST_LENGTH = 16
FOREVER = "public, max-age=31536000, immutable"
OTHER_RELEASE = "no-store"
NOT_MODIFIED = 304
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".webp": "image/webp",
    ".txt": "text/plain",
    ".json": "application/json",
}
COMPRESSED = frozenset({".css", ".js", ".mjs", ".svg", ".txt", ".json"})


@frozen
class Asset:
    """One file: its media type, its content, and the content as gzip, empty for a format that is compressed already.

    `tag` identifies the content for a browser that asks again.
    """

    media_type: str
    content: bytes
    compressed: bytes
    tag: str


@cache
def assets() -> Mapping[str, bytes]:
    """Returns the content of each file by its path below the folder of static files."""
    found = (path for path in sorted(STATIC.rglob("*")) if path.is_file() and path.suffix in TYPES)
    return {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in found}


@cache
def tree_digest() -> str:
    """Returns the digest of all files together."""
    whole = hashlib.sha256()
    for name, content in assets().items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()[:DIGEST_LENGTH]


@cache
def asset_file(name: str) -> Asset:
    """Returns one file, compressed once. Raises: KeyError."""
    content, suffix = assets()[name], PurePosixPath(name).suffix
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]}"'
    return Asset(TYPES[suffix], content, gzip.compress(content, mtime=0) if suffix in COMPRESSED else b"", tag)


def is_asset(path: str) -> bool:
    """Returns whether the path of a request is that of a file."""
    return path.startswith(f"{PREFIX}/")


def has_asset(name: str) -> bool:
    """Returns whether a file is there; those of other makers are after their installation only."""
    return name in assets()


def asset(name: str) -> str:
    """Returns the address of a file, such as `css/tokens.css`. Raises: KeyError."""
    assets()[name]
    return f"{PREFIX}/{tree_digest()}/{name}"


@get(f"{PREFIX}/{{digest:str}}/{{name:path}}", include_in_schema=False)
async def serve_asset(request: WebRequest, digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Returns a file, which a browser keeps for a year.

    Under the digest of another release it is this release's file, which no cache keeps: while servers are replaced
    one by one, a page of the one may ask the other.
    """
    name = name.removeprefix("/")
    if not has_asset(name):
        raise NotFoundException
    file = asset_file(name)
    kept = FOREVER if digest == tree_digest() else OTHER_RELEASE
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding", "ETag": file.tag}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=NOT_MODIFIED, media_type=file.media_type, headers=headers)
    content = file.content
    if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = file.compressed, "gzip"
    return Response(content, media_type=file.media_type, headers=headers)


def routes() -> Router:
    return Router("/", route_handlers=[serve_asset], include_in_schema=False)
