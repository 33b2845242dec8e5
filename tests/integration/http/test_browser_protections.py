"""Rules for browsers: attributes of cookies, fields of passwords, and paths that are not served at all."""

import re

import pytest

from tests.integration.http.page_client import PageClient
from tests.integration.http.routes import handlers
from tests.integration.http.world import PASSWORD, World
from tests.support.source_files import ROOT

OAUTH_SERVER = re.compile(
    r"^(?:/auth)?/(?:oauth2?|authorize|token|introspect|revoke|consents?|par|jwks|connect)(?:/|$)|\.well-known"
)
XML = re.compile(r"xml|soap|graphql", re.IGNORECASE)
INPUT = re.compile(r"<input\b[^>]*>")


@pytest.fixture
def browser(world: World) -> PageClient:
    made = PageClient.of(World.new(world.parts, public_url="https://hushroom.test"))
    made.http.base_url = "https://hushroom.test"
    return made


def attributes(cookie: str) -> tuple[str, set[str]]:
    """Returns the name of a cookie that is set, and its attributes in lower case."""
    named, *others = cookie.split(";")
    return named.partition("=")[0], {each.strip().lower() for each in others}


async def test_every_cookie_of_signing_in_is_kept_from_scripts_and_from_other_sites(browser: PageClient) -> None:
    await browser.get("/register")
    entries = dict(browser.form("/register").values) | {
        "displayName": "ada",
        "email": "ada@example.com",
        "password": PASSWORD,
        "dateOfBirth": "1990-05-17",
    }
    set_ones = browser.page.headers.get_list("set-cookie")
    set_ones += (await browser.post("/register", entries)).headers.get_list("set-cookie")
    await browser.get("/help")
    choice = dict(browser.form("/language").values) | {"language": "fr"}
    set_ones += (await browser.post("/language", choice)).headers.get_list("set-cookie")
    found = dict(map(attributes, set_ones))
    assert {"__Host-hushroom", "__Host-hushroom-visit", "__Host-hushroom-language"} <= set(found)
    for name, given in found.items():
        assert name.startswith("__Host-")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= given, name
        assert not any(each.startswith("domain") for each in given), name


async def test_a_chosen_language_counts_under_the_name_of_an_earlier_release_too(
    browser: PageClient,
) -> None:
    browser.http.cookies.set("hushroom-language", "fr")
    assert (await browser.get("/login")).headers["content-language"] == "fr"
    browser.http.cookies.set("__Host-hushroom-language", "ar")
    assert (await browser.get("/login")).headers["content-language"] == "ar"


@pytest.mark.parametrize(("path", "purpose"), [("/login", "current-password"), ("/register", "new-password")])
async def test_a_password_is_masked_and_may_be_pasted_and_filled_in(world: World, path: str, purpose: str) -> None:
    page = await PageClient.of(world).get(path)
    fields = [each for each in INPUT.findall(page.text) if 'name="password"' in each]
    assert len(fields) == 1
    assert 'type="password"' in fields[0]
    assert f'autocomplete="{purpose}"' in fields[0]
    assert "onpaste" not in page.text
    assert "readonly" not in fields[0]


async def test_no_secret_question_and_no_hint_is_asked_for(world: World) -> None:
    page = await PageClient.of(world).get("/register")
    names = set(re.findall(r'name="(\w+)"', page.text))
    assert {"email", "password"} <= names
    assert [name for name in names if re.search(r"(?i)question|answer|hint|maiden", name)] == []


async def test_every_page_of_a_signed_in_reader_can_sign_out(world: World) -> None:
    browser = await PageClient.of(world).join("ada")
    for path in ("/home", "/sessions", "/account", "/companions"):
        assert (await browser.get(path)).status_code == 200, path
        assert browser.form("/logout").method == "post", path


def test_no_route_belongs_to_an_authorization_server() -> None:
    assert [path for _, path in handlers() if OAUTH_SERVER.search(path)] == []


def test_no_route_speaks_xml_or_a_language_of_graphs() -> None:
    assert [path for _, path in handlers() if XML.search(path)] == []


@pytest.mark.parametrize("kind", ["application/xml", "text/xml", "application/soap+xml", "application/graphql"])
async def test_a_body_of_xml_is_refused(world: World, kind: str) -> None:
    answer = await world.ask("POST", "/auth/login", content="<a/>", headers={"Content-Type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize("path", ["/.git/config", "/.git/HEAD", "/.svn/entries", "/static/", "/assets/", "/.env"])
async def test_no_folder_and_no_file_of_the_sources_is_served(world: World, path: str) -> None:
    answer = await PageClient.of(world).http.get(path)
    assert answer.status_code == 404
    assert "Index of" not in answer.text


def test_nobody_is_asked_for_a_telephone() -> None:
    document = (ROOT / "tests/integration/http/data/openapi.json").read_text("utf-8").lower()
    assert '"password"' in document
    assert [name for name in ("phone", "phonenumber", "telephone", "mobile", "sms") if f'"{name}"' in document] == []
