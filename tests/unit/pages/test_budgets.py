"""The sizes of what pages make a browser load: style sheets, the module of every page, the scripts of the room."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath

import pytest

from hushroom_http.pages import assets
from hushroom_http.pages.assets import asset_file, has_asset

TEMPLATES = Path(assets.__file__).parent / "templates"
NAMED = re.compile(r"""asset\(["']([^"']+)["']\)""")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")
KILOBYTE = 1024
LARGEST_MODULE, LARGEST_STYLE, LARGEST_ROOM = 2 * KILOBYTE, 14 * KILOBYTE, 200 * KILOBYTE
ROOM = TEMPLATES / "media/room.html"


def named(template: Path, suffix: str) -> set[str]:
    """Returns the files of this kind that a template names."""
    return {name for name in NAMED.findall(template.read_text("utf-8")) if name.endswith(suffix)}


def closure(name: str) -> Iterator[str]:
    """Yields a module and those that it imports, by their names below the folder of static files."""
    seen, left = set(), [name]
    while left:
        one = left.pop()
        if one in seen:
            continue
        seen.add(one)
        yield one
        if not one.startswith("vendor/"):
            text = asset_file(one).content.decode()
            left += [normpath(str(PurePosixPath(one).parent / path)) for path in IMPORTED.findall(text)]


def sent(names: set[str]) -> int:
    """Returns the number of bytes of these files as they are sent, compressed."""
    return sum(len(asset_file(name).compressed) for name in names)


BASE = TEMPLATES / "base.html"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path != BASE and path.parent.name != "components")


def test_every_page_loads_one_small_module() -> None:
    assert named(BASE, ".js") == {"js/page.js"}
    assert sent(set(closure("js/page.js"))) <= LARGEST_MODULE


def test_the_quick_way_out_is_a_small_module_of_one_page() -> None:
    assert [path.name for path in PAGES if "js/leave.js" in named(path, ".js")] == ["crisis.html"]
    assert sent(set(closure("js/leave.js"))) <= LARGEST_MODULE / 2


@pytest.mark.parametrize("template", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_the_style_sheets_of_a_page_are_small(template: Path) -> None:
    assert sent(named(BASE, ".css") | named(template, ".css")) <= LARGEST_STYLE


def test_only_the_room_names_scripts_of_other_makers() -> None:
    found = {
        path for path in PAGES if any(name.startswith("vendor/") for name in NAMED.findall(path.read_text("utf-8")))
    }
    assert found <= {ROOM}


@pytest.mark.skipif(not has_asset("vendor/livekit-client.umd.js"), reason="make scripts has not been run")
def test_the_scripts_of_the_room_are_small() -> None:
    loaded = set[str]().union(*(closure(name) for name in named(BASE, ".js") | named(ROOM, ".js")))
    assert {"vendor/livekit-client.umd.js", "vendor/socket.io.esm.min.js", "js/microphone.js"} <= loaded
    assert sent(loaded) <= LARGEST_ROOM, {name: sent({name}) for name in sorted(loaded)}
