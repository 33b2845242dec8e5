"""The surface of the pages: every path that no other surface takes, or those of the mailed links alone."""

from collections.abc import Callable

from hushroom_http.pages.assets import is_asset
from hushroom_http.pages.avatars import is_avatar
from hushroom_http.pages.errors import problem_page
from hushroom_http.pages.identity.mailed_links import PATHS
from hushroom_http.pages.policy import PAGE
from hushroom_http.pages.secret_addresses import headers_of_secrets
from hushroom_http.server.surfaces import Headers, Surface

PAGES = "pages"
"""The rate limit of the pages of one address, which a household, a school or an office may share."""
DEFAULTS: Headers = (
    (b"content-security-policy", PAGE.header.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(self)"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"private, no-cache"),
)
"""The headers of a response that does not set them itself, such as that of an error before the route."""


def pages(takes: Callable[[str], bool] = lambda _: True) -> Surface:
    """Returns the surface of the pages, with a rate limit of its own; the files that a page loads are not counted
    with it, and pictures of people have a limit of their own.

    The guards count in addition: the requests of a signed-in reader under the account, and the forms of strangers under
    the overall limit of their address.
    """
    return Surface(
        takes=takes,
        headers=(),
        defaults=DEFAULTS,
        forced=headers_of_secrets,
        write_error=problem_page,
        uncounted=_is_file,
        limit=PAGES,
    )


def mailed_pages() -> Surface:
    """Returns the surface of a server without the web app: the pages that links in emails open, and their files."""
    return pages(_is_mailed)


def _is_file(path: str) -> bool:
    """Returns whether the path is that of a file or a picture, of which one page loads many."""
    return is_asset(path) or is_avatar(path)


def _is_mailed(path: str) -> bool:
    """Returns whether the path is one of a mailed link, with one slash at the end at most, or that of a file."""
    return _is_file(path) or path in PATHS or ("//" not in path and path.rstrip("/") in PATHS)
