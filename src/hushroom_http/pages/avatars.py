"""The pictures of people from our own storage, at addresses that never get another content."""

import re

from litestar import Response, Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hushroom_domain.identity.policy import AVATAR_SIZES
from hushroom_domain.identity.rules.avatar_addresses import AVATARS, NAME
from hushroom_http.pages.assets import FOREVER, NOT_MODIFIED
from hushroom_http.server.rate_limits import limited
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

WEBP = "image/webp"
FILES = {f"{size}.webp": size for size in AVATAR_SIZES}
_NAME = re.compile(NAME)


def is_avatar(path: str) -> bool:
    """Returns whether the path of a request is that of a picture."""
    return path.startswith(f"{AVATARS}/")


@get(f"{AVATARS}/{{name:str}}/{{file:str}}", guards=[limited("avatars")], include_in_schema=False)
async def serve_avatar(request: WebRequest, name: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """Returns a picture, which browsers and caches keep for a year; other sites may show it, as API clients do."""
    size = FILES.get(file)
    if size is None or _NAME.fullmatch(name) is None:
        raise NotFoundException
    tag = f'"{name}-{size}"'
    headers = {"Cache-Control": FOREVER, "ETag": tag, "Cross-Origin-Resource-Policy": "cross-origin"}
    # The name is that of the content, so a client that has it once needs no look into the storage.
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=NOT_MODIFIED, media_type=WEBP, headers=headers)
    content = await request.platform.avatars.get(name, size)
    if content is None:
        raise NotFoundException
    return Response(content, media_type=WEBP, headers=headers)


def routes() -> Router:
    return Router("/", route_handlers=[serve_avatar], include_in_schema=False)
