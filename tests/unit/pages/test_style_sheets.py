"""The style sheets: directions are logical, so that right-to-left pages need no rules of their own."""

import re
from pathlib import Path

import pytest

from hushroom_http.pages import assets

FOLDER = Path(assets.__file__).parent / "static/css"
SHEETS = sorted(FOLDER.glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?<=[{;\s])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])")
PHYSICAL = re.compile(
    r"left|right|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)*|top|bottom"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)
SIDES = re.compile(r"(?:margin|padding|inset|border-(?:width|style|color|radius)|scroll-(?:margin|padding))$")
SIDED = re.compile(r"text-align|float|clear|justify-\w+|caption-side")
MIRRORS = re.compile(r":dir\(rtl\)[^{]*{([^}]*)}|\[dir[^{]*{([^}]*)}")


def faults(text: str) -> list[str]:
    """Returns the declarations of a sheet that name a side of the screen."""
    return [
        f"{name}: {value}" for name, value in DECLARATION.findall(COMMENT.sub("", text)) if _is_physical(name, value)
    ]


def _is_physical(name: str, value: str) -> bool:
    if SIDED.fullmatch(name):
        return re.search(r"\b(left|right)\b", value) is not None
    return PHYSICAL.fullmatch(name) is not None or (SIDES.match(name) is not None and _has_two_sides(value))


def _has_two_sides(value: str) -> bool:
    """Returns whether a shorthand of four values gives the left another value than the right."""
    parts = _parts(value)
    return len(parts) == 4 and parts[1] != parts[3]


def _parts(value: str) -> list[str]:
    """Returns the values of a shorthand; what stands in brackets is one value."""
    while (shorter := re.sub(r"\([^()]*\)", "", value)) != value:
        value = shorter
    return value.split()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_directions_are_logical(sheet: Path) -> None:
    assert faults(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_pictures_are_mirrored_by_hand(sheet: Path) -> None:
    bodies = ["".join(found).strip() for found in MIRRORS.findall(COMMENT.sub("", sheet.read_text("utf-8")))]
    assert [body for body in bodies if body != "transform: scaleX(-1);"] == []


@pytest.mark.parametrize(
    "declaration",
    [
        "left: 0",
        "margin-left: 1rem",
        "padding-right: var(--s1)",
        "text-align: right",
        "float: left",
        "border-top-left-radius: 4px",
        "padding: 0 1rem 0 0",
        "inset: 0 auto 0 max(1rem, 2px)",
    ],
)
def test_a_physical_direction_is_found(declaration: str) -> None:
    assert faults(f".one {{ color: red; {declaration}; }}") == [declaration]


@pytest.mark.parametrize(
    "declaration", ["inset-inline-start: 0", "padding: 0 1rem 0 1rem", "padding: 1px clamp(1rem, 4vw, 2rem)"]
)
def test_a_logical_direction_passes(declaration: str) -> None:
    assert faults(f".left {{ {declaration}; }} /* left: 0; */") == []
