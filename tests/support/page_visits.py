"""Every page of the application, as the routes tell it, with the readers and the addresses at which it is looked at."""

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.support.page_stage import PageStage

OTHER_SURFACES = ("/api/", "/docs", "/assets/", "/schema")
LANGUAGE_PREFIXES = ("/fr", "/ar")
"""Below these are the public pages again."""
NO_PAGES: Mapping[str, str] = {
    "/manifest.webmanifest": "data for the browser",
    "/sw.js": "a script",
    "/robots.txt": "text for search engines",
    "/sitemap.xml": "data for search engines",
    "/notices": "an open stream of events",
    "/notifications/key": "a key for the browser",
    "/pages.css": "a style sheet",
    "/favicon.ico": "a picture",
    "/avatars/{name}/{file}": "a picture",
    **dict.fromkeys(
        (f"/account/second-factor/{step}" for step in ("app", "confirm", "codes")),
        "leads back to the page of the second factor: see test_second_factor",
    ),
    "/account/prove": "leads on who has no second factor: see test_second_factor",
    "/admin/recoveries/{recovery_id}": "has nothing to show before somebody lost a factor: see test_factor_recovery",
    "/login/by/{provider_id}/done": "leads on, or back to the page of signing in",
    "/login/by/{provider_id}/account": "has nothing to show without an answer of a provider: see test_by_provider",
    "/login/by/{provider_id}/register": "has nothing to show without an answer of a provider: see test_by_provider",
}
"""The routes that a browser gets no page from, and why."""
PUBLIC = (
    "/how-it-works",
    "/pricing",
    "/companions",
    "/help",
    "/terms",
    "/privacy",
    "/cookies",
    "/accessibility",
    "/status",
    "/crisis",
    "/offline",
    "/register",
    "/login",
    "/forgot-password",
    "/reset-password",
    "/come-back",
    "/verify-email",
    "/confirm-email-change",
    "/undo-email-change",
    "/stop-recovery",
)
QUERIES: Mapping[str, str] = {
    "/reset-password": "?token=unknown",
    "/come-back": "?token=unknown",
    "/verify-email": "?token=unknown",
    "/confirm-email-change": "?token=unknown",
    "/undo-email-change": "?token=unknown",
    "/stop-recovery": "?token=unknown",
    "/crisis": "?country=FI",
    "/pricing": "?rate=30&minutes=30",
}
"""The queries without which a page has nothing to show."""
NOBODY, SEEKER, COMPANION, ADMIN = "nobody", "seeker", "companion", "admin"


@frozen
class Visit:
    """One page as one kind of reader sees it; `example` names the address of a route with a parameter."""

    route: str
    reader: str
    example: str = ""

    def __str__(self) -> str:
        return f"{self.route} {self.example or 'page'} {self.reader}"

    def path(self, stage: PageStage) -> str:
        """Returns the address of the page among these people."""
        if not self.example:
            return self.route + QUERIES.get(self.route, "")
        before, _, after = self.route.partition("{")
        return before + EXAMPLES[_kind(self.route)][self.example](stage) + after.partition("}")[2]


def page_routes(app: Litestar) -> list[str]:
    """Returns the paths of all routes that answer GET, apart from those of other surfaces and of other languages."""
    found = {
        route.path_format
        for route in app.routes
        if isinstance(route, HTTPRoute) and any("GET" in handler.http_methods for handler in route.route_handlers)
    }
    return sorted(path for path in found if not path.startswith(OTHER_SURFACES) and not _is_translated(path))


def visits_of(route: str) -> Iterator[Visit]:
    """Yields the visits of one route: at each of its example addresses, for each kind of reader that it serves."""
    examples = EXAMPLES.get(_kind(route), {}) if "{" in route else {"": None}
    for reader in readers_of(route):
        yield from (Visit(route, reader, example) for example in examples if _suits(route, reader, example))


def all_visits(app: Litestar) -> list[Visit]:
    return [visit for route in page_routes(app) if not is_no_page(route) for visit in visits_of(route)]


def is_no_page(route: str) -> bool:
    return (
        route in NO_PAGES
        or route.startswith("/.well-known/")
        or route.endswith((".ics", ".csv", ".json", ".png", ".svg", ".zip"))
    )


def readers_of(route: str) -> tuple[str, ...]:
    """Returns those who look at a page: the pages of a role are looked at by that role."""
    if route == "/admin" or route.startswith("/admin/"):
        return (ADMIN,)
    if route == "/companion" or route.startswith("/companion/"):
        return (COMPANION,)
    if route == "/companions/{companion_id}/report":
        return (SEEKER,)
    if route == "/" or any(route == path or route.startswith(f"{path}/") for path in PUBLIC):
        return (NOBODY,)
    if route.startswith("/sessions/{"):
        return (SEEKER, COMPANION)
    return (SEEKER,)


def _is_translated(path: str) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in LANGUAGE_PREFIXES)


def _kind(route: str) -> str:
    """Returns the part of a route before its first parameter."""
    return route.partition("/{")[0]


def _session(state: str) -> Callable[[PageStage], str]:
    return lambda stage: stage.sessions[state]


def _payment(state: str) -> Callable[[PageStage], str]:
    return lambda stage: stage.payments[state]


SESSION_STATES = ("ended", "rated", "booked", "matched", "agreed", "paid", "running")
EXAMPLES: Mapping[str, Mapping[str, Callable[[PageStage], str]]] = {
    "/sessions": {state: _session(state) for state in SESSION_STATES},
    "/companions": {"companion": lambda stage: stage.story.ids["companion"]},
    "/account/passkeys": {"phone": lambda stage: stage.passkeys[0]},
    "/account/payments": {state: _payment(state) for state in ("ended", "paid")},
    "/admin/users": {who: lambda stage, who=who: stage.users[who] for who in (SEEKER, COMPANION)},  # type: ignore[misc]
    "/admin/companions": {"approved": lambda stage: stage.story.ids["companion"]},
    "/admin/sessions": {state: _session(state) for state in ("ended", "booked")},
    "/admin/payments": {state: _payment(state) for state in ("ended", "paid")},
    "/admin/reports": {"open": lambda stage: stage.reports[0]},
    "/help": {"article": lambda _: "first-session"},
}
"""Addresses by the part of a route before its parameter: a name for each, and the value of the parameter."""
SUITABLE: Mapping[str, tuple[str, ...]] = {
    "/goal": ("booked", "matched"),
    "/contract": ("booked", "matched", "agreed"),
    "/companions": ("booked",),
    "/payment": ("agreed", "paid"),
    "/done": ("paid",),
    "/cancel": ("booked", "paid"),
    "/room": ("paid", "running"),
    "/rating": ("ended",),
    "/report": ("ended",),
}
"""The states of a session in which a page below it has something to show."""


def _suits(route: str, reader: str, state: str) -> bool:
    if _kind(route) != "/sessions" or not state:
        return True
    if reader == COMPANION and state == "booked":
        return False
    rest = route.partition("}")[2]
    return not rest or state in SUITABLE.get(rest, SESSION_STATES[:1])
