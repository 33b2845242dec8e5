"""Every link and every form of every page, as each kind of reader sees it, leads to a page of the application."""

import re

import pytest
from litestar.routes import HTTPRoute

from hushroom_http.pages.information.articles import HELP, articles
from hushroom_http.pages.rendering import render
from tests.integration.http.page_walk import READERS, Neighbourhood, Target
from tests.integration.http.world import http_settings, web
from tests.support.source_files import ROOT

TEMPLATES = ROOT / "src" / render.__module__.replace(".", "/").removesuffix("/rendering") / "templates"
ROUTES = [
    (method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path_format)))
    for route in web(http_settings()).routes
    if isinstance(route, HTTPRoute)
    for handler in route.route_handlers
    for method in handler.http_methods
]
WRITTEN = re.compile(r'<(a|form)\b[^<>]*?\b(?:href|action)="(/[^"{}#?]*)["#?]')
"""A link or a form whose address has no variable."""
POSTED = re.compile(r'forms\.(?:begin|act)\("(/[^"]*)"\s*[,)]')


def is_served(method: str, path: str) -> bool:
    return any(one == method and pattern.fullmatch(path) for one, pattern in ROUTES)


def written() -> list[Target]:
    """Returns the fixed addresses in the sources of all templates."""
    found: list[Target] = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        text, name = path.read_text("utf-8"), path.relative_to(TEMPLATES).as_posix()
        for tag, address in WRITTEN.findall(text):
            is_search = tag == "a" or f'method="get" action="{address}' in text
            found.append(Target("GET" if is_search else "POST", address, name))
        found += [Target("POST", address, name) for address in POSTED.findall(text)]
    return found


def test_every_fixed_address_of_a_template_is_a_page() -> None:
    found = written()
    assert len({one.page for one in found}) > len(found) // 10
    assert [one for one in found if not is_served(one.method, one.path)] == []


SCRIPT = re.compile(r'<script\b[^<>]*\bsrc="[^"]*/((?:vendor/|js/)[^"?]+)"')
EVERYWHERE = "js/page.js"
LIVE = {
    r"/home|/companion|/admin": {"js/notices.js"},
    r"/notifications|/sessions/[0-9a-f-]{36}": {"js/notices.js", "js/device.js"},
    r"/sessions/[0-9a-f-]{36}/done": {"js/device.js"},
    r"/sessions/[0-9a-f-]{36}/room": {"js/timer.js", "js/room.js", "vendor/livekit-client.umd.js"},
    r"(/fr|/ar)?/companions/[0-9a-f-]{36}": {"js/share.js"},
    r"(/fr|/ar)?/crisis": {"js/leave.js"},
    r"/login(/passkey|/second-factor)?|/account/(passkeys|prove)": {"js/passkey.js"},
}
"""The pages with a part that lives in scripts, and the scripts that they may load beside the one of every page."""


def surplus_scripts(path: str, html: str) -> set[str]:
    """Returns the scripts of a page that nothing on it needs, and the one of every page if it is missing."""
    allowed = set[str]().union(*(scripts for pattern, scripts in LIVE.items() if re.fullmatch(pattern, path)))
    return (set(SCRIPT.findall(html)) - allowed) ^ {EVERYWHERE}


@pytest.mark.parametrize("reader", READERS)
async def test_every_link_of_every_page_leads_to_a_page(neighbourhood: Neighbourhood, reader: str) -> None:
    way = await neighbourhood.walk(reader)
    assert [target for target in way.targets if not is_served(target.method, target.path)] == []
    assert way.missing_anchors == []
    refused = {path: answer.status_code for path, answer in way.pages.items() if answer.status_code != 200}
    assert refused == {}
    written = {where: one for where, one in way.pages.items() if "text/html" in one.headers.get("content-type", "")}
    surplus = {where: surplus_scripts(one.url.path, one.text) for where, one in written.items()}
    assert {where: found for where, found in surplus.items() if found} == {}
    assert {f"/help/{article.slug}" for article in articles(HELP, "en")} <= way.pages.keys()
