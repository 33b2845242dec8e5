"""The web app as it is installed: manifest, icons, service worker."""

import gzip
import re
import struct
import zlib

import pytest

from hushroom_adapters.settings import PhoneAppSettings
from hushroom_http.pages.assets import assets, tree_digest
from hushroom_http.pages.installation.app_links import android_statement, apple_statement
from hushroom_http.pages.installation.manifest import PAPER, PAPER_DARK, manifest
from hushroom_http.pages.installation.routes import worker
from hushroom_http.pages.languages import chosen
from tests.support.icons import FAVICON, PICTURES, Icon, ico, png, svg
from tests.support.source_files import ROOT

PAGES = ROOT / "src/hushroom_http/pages"
LARGEST_ICON_BYTES = 16_384


def pixels(picture: bytes) -> tuple[int, int, bytes]:
    """Returns the width, the height and the rows of a PNG, whatever the library that compressed it."""
    width, height = struct.unpack("!2I", picture[16:24])
    at, data = 33, b""
    while at < len(picture):
        (length,) = struct.unpack("!I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            data += picture[at + 8 : at + 8 + length]
        at += length + 12
    return width, height, zlib.decompress(data)


@pytest.mark.parametrize(("name", "icon"), PICTURES.items(), ids=PICTURES)
def test_an_icon_is_the_ring_as_the_script_draws_it(name: str, icon: Icon) -> None:
    kept = assets()[f"icons/{name}"]
    assert pixels(kept) == pixels(png(icon))
    assert len(kept) <= LARGEST_ICON_BYTES


def test_the_small_icons_are_the_ring_too() -> None:
    assert assets()["icons/icon.svg"] == svg().encode()
    favicon = assets()["icons/favicon.ico"]
    assert favicon[:22] == ico(FAVICON)[:14] + struct.pack("<2I", len(favicon) - 22, 22)
    assert pixels(favicon[22:]) == pixels(png(FAVICON))


def test_the_mark_is_that_of_the_header() -> None:
    header = (PAGES / "templates/components/header.html").read_text()
    drawn = [
        re.findall(r' (?:cx|cy|r|stroke-width)="([\d.]+)"', circle) for circle in re.findall(r"<circle[^>]*>", svg())
    ]
    shown = [re.findall(r' (?:cx|cy|r|stroke-width)="([\d.]+)"', one) for one in re.findall(r"<circle[^>]*>", header)]
    assert drawn == shown


def test_the_bars_of_the_browser_have_the_colours_of_the_pages() -> None:
    tokens = (PAGES / "static/css/tokens.css").read_text()
    assert re.findall(r"--paper: (#\w+);", tokens) == [PAPER, PAPER_DARK]
    base = (PAGES / "templates/base.html").read_text()
    assert re.findall(r'name="theme-color" content="(#\w+)"', base) == [PAPER, PAPER_DARK]


@pytest.mark.parametrize(("tag", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_manifest_is_one_app_in_every_language(tag: str, direction: str) -> None:
    made = manifest(chosen(tag))
    assert (made["id"], made["start_url"], made["scope"], made["display"]) == ("/home", "/home", "/", "standalone")
    assert (made["lang"], made["dir"]) == (tag, direction)
    assert {icon["purpose"] for icon in made["icons"]} == {"any", "maskable"}
    assert {icon["src"].removeprefix(f"/assets/{tree_digest()}/") for icon in made["icons"]} <= assets().keys()


def test_the_words_of_the_manifest_are_translated() -> None:
    said = [manifest(chosen(tag)) for tag in ("en", "fr", "ar")]
    assert len({made["description"] for made in said}) == len({made["shortcuts"][0]["name"] for made in said}) == 3


def test_the_service_worker_names_the_release_and_what_it_keeps() -> None:
    lines = worker().decode().splitlines()
    assert lines[0] == f'const RELEASE = "{tree_digest()}";'
    kept = re.findall(r'"([^"]+)"', lines[1])
    assert kept[0] == "/offline"
    assert kept[1:] == [f"/assets/{tree_digest()}/{name}" for name in assets() if name.startswith("css/")]


def test_the_module_of_every_page_is_small() -> None:
    assert len(gzip.compress(assets()["js/page.js"], mtime=0)) <= 2_048


def test_links_open_in_the_apps_that_the_operator_names() -> None:
    settings = PhoneAppSettings(android_certificates=("AB:CD",), apple_team="TEAM123456")
    ((statement),) = android_statement(settings)
    assert statement["target"] == {
        "namespace": "android_app",
        "package_name": "com.hushroom.app",
        "sha256_cert_fingerprints": ["AB:CD"],
    }
    (details,) = apple_statement(settings)["applinks"]["details"]
    assert details["appIDs"] == ["TEAM123456.com.hushroom.app"]
    assert details["components"][-1] == {"/": "*"}
    assert {"/": "/api/*", "exclude": True} in details["components"]
