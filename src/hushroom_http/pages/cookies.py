"""The cookies of the pages: the sign-in of a browser, the visit of a stranger, the known device, the language."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from attrs import field, frozen
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from hushroom_adapters.settings import HttpSettings
from hushroom_domain.identity.policy import KNOWN_DEVICES_FOR, PROVIDER_ATTEMPT_LASTS, SIGN_IN_LIFETIME, TOKEN
from hushroom_domain.shared.time import whole_seconds
from hushroom_http.pages.languages import LANGUAGE_COOKIE

SIGN_IN = "hushroom"
VISIT = "hushroom-visit"
DEVICE = "hushroom-device"
ATTEMPT = "hushroom-attempt"
ON_HTTPS = "__Host-"
LANGUAGE_KEPT = timedelta(days=365)
Connection = ASGIConnection[Any, Any, Any, Any]


def is_secure(http: HttpSettings) -> bool:
    """Returns whether cookies go over https alone; only those of a server on this machine may do without."""
    return not http.is_plain_on_this_machine


def sign_in_secret(connection: Connection) -> str:
    """Returns the secret of the browser's sign-in; an empty text without one."""
    return _value(connection, SIGN_IN)


def visit_secret(connection: Connection) -> str:
    """Returns the secret of a stranger's visit; an empty text without one."""
    return _value(connection, VISIT)


def set_sign_in(request: Request[Any, Any, Any], response: Response[bytes], secret: str) -> None:
    """Gives the browser the secret of its sign-in, and takes that of its visit back."""
    http = _settings(request)
    response.set_cookie(_cookie(http, SIGN_IN, secret, whole_seconds(SIGN_IN_LIFETIME)))
    response.set_cookie(_cookie(http, VISIT, "", 0))


def device_token(connection: Connection) -> str | None:
    """Returns the token by which this browser is known to the account that signed in last; None without one."""
    return _value(connection, DEVICE) or None


def set_device(request: Request[Any, Any, Any], response: Response[bytes], token: str) -> None:
    """Gives the browser the token by which it is known; it stays after signing out."""
    response.set_cookie(_cookie(_settings(request), DEVICE, token, whole_seconds(KNOWN_DEVICES_FOR)))


@frozen(kw_only=True)
class AttemptCookie:
    """The attempt that a browser has begun: its secret, its aim, and the path that follows it.

    `adds` is true for an attempt that adds an identity to an account. `following` is what the browser sends, so it has
    to be checked where it is used.
    """

    secret: str = field(repr=False)
    adds: bool = False
    following: str = ""


def attempt_of(connection: Connection) -> AttemptCookie | None:
    """Returns the attempt that this browser began; None without one."""
    secret, aim, following = (*_value(connection, ATTEMPT).split("~"), "", "")[:3]
    return AttemptCookie(secret=secret, adds=aim == "add", following=unquote(following)) if secret else None


def set_attempt(request: Request[Any, Any, Any], response: Response[bytes], attempt: AttemptCookie) -> None:
    """Gives the browser the secret of its attempt.

    The cookie is lax, because the browser comes back from another site; the form of Apple is answered by a redirect,
    with which it comes along.
    """
    value = f"{attempt.secret}~{'add' if attempt.adds else ''}~{quote(attempt.following, safe='')}"
    # Twice the time of the attempt, which begins anew while a password or a date of birth is asked for.
    lasts = 2 * whole_seconds(PROVIDER_ATTEMPT_LASTS)
    response.set_cookie(_cookie(_settings(request), ATTEMPT, value, lasts))


def end_attempt(request: Request[Any, Any, Any], response: Response[bytes]) -> None:
    """Takes the cookie of an attempt back."""
    response.set_cookie(_cookie(_settings(request), ATTEMPT, "", 0))


def set_visit(request: Request[Any, Any, Any], response: Response[bytes], secret: str) -> None:
    """Gives the browser of a stranger a secret, until the browser is closed."""
    response.set_cookie(_cookie(_settings(request), VISIT, secret, None))


def end_sign_in_cookie(request: Request[Any, Any, Any], response: Response[bytes]) -> None:
    """Takes the cookie of the sign-in back, and lets the browser forget the pages that it keeps."""
    response.set_cookie(_cookie(_settings(request), SIGN_IN, "", 0))
    response.headers["Clear-Site-Data"] = '"cache"'


def set_language(request: Request[Any, Any, Any], response: Response[bytes], tag: str) -> None:
    """Keeps the language that a reader chose; pages of errors have it too, before anybody has signed in."""
    response.set_cookie(_cookie(_settings(request), LANGUAGE_COOKIE, tag, whole_seconds(LANGUAGE_KEPT)))


def language_tag(connection: Connection) -> str:
    """Returns the language that a reader chose; an empty text without one.

    Needs no settings, because errors before the routes have a language too. The cookie of a server without https has no
    prefix, nor has that of an earlier release, which counts until a language is chosen again.
    """
    cookies = connection.cookies
    return cookies.get(f"{ON_HTTPS}{LANGUAGE_COOKIE}", "") or cookies.get(LANGUAGE_COOKIE, "")


def _cookie(http: HttpSettings, name: str, value: str, max_age: int | None) -> Cookie:
    return Cookie(
        key=_name(http, name),
        value=value,
        max_age=max_age,
        path="/",
        secure=is_secure(http),
        httponly=True,
        samesite="lax",
    )


def _name(http: HttpSettings, name: str) -> str:
    """Returns the name of a cookie; with the prefix, a browser takes it from this host by https only."""
    return f"{ON_HTTPS}{name}" if is_secure(http) else name


def _value(connection: Connection, name: str) -> str:
    value = connection.cookies.get(_name(_settings(connection), name), "")
    return value if len(value) <= TOKEN.max else ""


def _settings(connection: Connection | Request[Any, Any, Any]) -> HttpSettings:
    settings: HttpSettings = connection.app.state.platform.settings.http
    return settings
